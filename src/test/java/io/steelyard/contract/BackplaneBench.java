package io.steelyard.contract;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.backplane.BackplaneBalancer;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.backplane.BackplaneClient;
import io.steelyard.model.Moment;
import io.steelyard.testing.FaultProxy;
import io.steelyard.web.backplane.BackplaneServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.netty.DisposableServer;

/** The Backplane API as we serve it, over the simulator, with a proxy on the wire. */
public final class BackplaneBench extends SimulatorBench {

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
    public Possible<String> configuration(Part... parts) {
        return Possible.of("""
                balancer:
                  type: backplane
                  backplane: {url: "http://127.0.0.1:%d", token: "%s"}
                """.formatted(proxy.port(), TOKEN));
    }

    @Override
    public String answer(String firstLine) {
        String[] words = firstLine.split(" ", -1);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + words[1]))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString((TOKEN + ":").getBytes(UTF_8)))
                .build();
        try {
            return http(
                    200,
                    HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString(ISO_8859_1))
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String huge(int bytes) {
        return http(200, "{\"Token\":\"" + super.huge(bytes) + "\"}");
    }

    /** A whole answer in HTTP, after which the connection is closed. */
    public static String http(int status, String body, String... headers) {
        return "HTTP/1.1 " + status + " -\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n"
                + Stream.of(headers).map(header -> header + "\r\n").collect(Collectors.joining()) + "\r\n" + body;
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
