package io.steelyard.contract;

import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.backplane.BackplaneBalancer;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.backplane.BackplaneClient;
import io.steelyard.model.Moment;
import io.steelyard.testing.FaultProxy;
import io.steelyard.web.backplane.BackplaneServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import reactor.netty.DisposableServer;

/** The Backplane API as we serve it, over the simulator, with a proxy on the wire. */
final class BackplaneBench extends SimulatorBench {

    private static final String TOKEN = "canary-7d41c0";

    private DisposableServer server = serve(0);
    private final FaultProxy proxy = FaultProxy.to(server.port());

    private DisposableServer serve(int port) {
        return Objects.requireNonNull(
                BackplaneServer.bind(SimulatorBalancer.of(simulator), "127.0.0.1", port, () -> TOKEN)
                        .block(AdapterContract.PATIENCE));
    }

    @Override
    public Balancer open(Duration deadline) {
        return open(deadline, TOKEN);
    }

    private Balancer open(Duration deadline, String token) {
        return BackplaneBalancer.of(
                BackplaneClient.builder(URI.create("http://127.0.0.1:" + proxy.port()))
                        .token(token)
                        .deadline(deadline)
                        .build(),
                "edge",
                () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime())));
    }

    @Override
    public Possible<Wire> wire() {
        return Possible.of(new Wire(proxy, line -> line.startsWith("POST /shape")));
    }

    @Override
    public Possible<Runnable> restart() {
        return Possible.of(() -> {
            int port = server.port();
            server.disposeNow();
            proxy.cut();
            server = serve(port);
        });
    }

    @Override
    public Possible<Balancer> withoutRights() {
        return Possible.of(open(AdapterContract.PATIENCE, "wrong"));
    }

    @Override
    public Possible<String> secret() {
        return Possible.of(TOKEN);
    }

    @Override
    public void close() {
        proxy.close();
        server.disposeNow();
    }
}
