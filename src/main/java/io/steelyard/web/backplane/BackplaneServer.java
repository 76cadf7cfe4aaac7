package io.steelyard.web.backplane;

import io.steelyard.adapter.Balancer;
import io.steelyard.web.ListenException;
import java.time.Duration;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * Serves the Backplane API over a balancer: {@code GET /q}, {@code POST /route}, {@code POST /shape}, {@code PUT /e}
 * and {@code DELETE /e/{pattern}}, each with HTTP Basic authentication whose user is the token.
 *
 * <p>Reads may run side by side; writes go one at a time, in turn with those of the agent, so that of two at the same
 * time none is lost. Writers from elsewhere are not held back.
 */
public final class BackplaneServer {

    private static final Duration IDLE = Duration.ofMinutes(2);

    /** For a whole request to come in. */
    private static final Duration REQUEST = Duration.ofSeconds(30);

    private BackplaneServer() {}

    /**
     * Opens a listener. Cold: each subscription opens one, which runs until it is disposed of.
     *
     * <p>Fails with {@link ListenException} if the address cannot be had.
     *
     * @param balancer what is served; not closed by this server
     * @param port 0 takes a free one
     * @param token asked for at each request, so that it may change; while it is empty nobody is let in. It is also
     *     the {@code Token} in the answers of {@code /q}
     */
    public static Mono<? extends DisposableServer> bind(
            Balancer balancer, String host, int port, Supplier<String> token) {
        return Mono.defer(() -> {
                    Calls calls = new Calls(balancer);
                    Handler handler = new Handler(calls, new Credentials(token));
                    return HttpServer.create()
                            .host(host)
                            .port(port)
                            .idleTimeout(IDLE)
                            .requestTimeout(REQUEST)
                            .handle(handler::handle)
                            .bind();
                })
                .onErrorMap(error -> ListenException.of(host, port, "backplane_api.listen or --backplane-api", error));
    }
}
