package io.steelyard.agent;

import io.steelyard.adapter.Balancer;
import io.steelyard.backplane.CallListener;
import io.steelyard.config.BackplaneApiSettings;
import io.steelyard.config.Config;
import io.steelyard.config.HostPort;
import io.steelyard.web.backplane.BackplaneServer;
import java.net.InetSocketAddress;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The Backplane API over a balancer and nothing else: no polling, no policies. */
public final class ApiService {

    private final Balancer balancer;
    private final HostPort listen;
    private final Token token;
    private final Scheduler timer = Schedulers.newSingle("timer");
    private final Disposable.Composite open = Disposables.composite();

    /**
     * @throws IllegalArgumentException if {@code backplane_api.listen} is not set
     */
    public ApiService(Config config) {
        BackplaneApiSettings settings = config.backplaneApi();
        this.listen = settings.listen()
                .orElseThrow(() -> new IllegalArgumentException(
                        "backplane_api.listen is not set; serve needs an address, such as 127.0.0.1:9791"));
        this.token = new Token(settings.token().orElseThrow());
        this.balancer = Balancers.open(
                config.balancer(),
                config.poll(),
                () -> Wiring.room(config),
                CallListener.NONE,
                new SystemTime(),
                timer);
    }

    /** Opens the listener; fails if it cannot be had. */
    public Mono<InetSocketAddress> start() {
        return BackplaneServer.bind(balancer, listen.host(), listen.port(), token)
                .map(opened -> {
                    open.add(opened);
                    open.add(token.watch(timer).subscribe());
                    return (InetSocketAddress) opened.address();
                });
    }

    public Mono<Void> stop() {
        return Mono.fromRunnable(open::dispose).then(balancer.close()).doFinally(signal -> timer.dispose());
    }
}
