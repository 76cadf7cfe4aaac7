package io.steelyard.testing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What measurements on a real HAProxy run on: four servers of 5, 10, 20 and 40 ms, one request at a time each, behind
 * proxy {@code web} with servers {@code s0} to {@code s3}, all of weight 100 at first.
 */
public final class HaproxyBed implements AutoCloseable {

    /** The weights in proportion to the servers' capacities. */
    public static final List<Integer> CAPACITY_WEIGHTS = List.of(256, 128, 64, 32);

    public static final List<Integer> EQUAL_WEIGHTS = List.of(100, 100, 100, 100);

    private final SlowServers servers;
    private final HaproxyProcess haproxy;
    private final int port;

    private HaproxyBed(SlowServers servers, HaproxyProcess haproxy, int port) {
        this.servers = servers;
        this.haproxy = haproxy;
        this.port = port;
    }

    /** With {@code balance roundrobin}. */
    public static HaproxyBed start() {
        return start("roundrobin");
    }

    public static HaproxyBed start(String algorithm) {
        SlowServers servers = SlowServers.start(
                Stream.of(5, 10, 20, 40).map(Duration::ofMillis).toArray(Duration[]::new));
        int port = HaproxyProcess.freePort();
        String lines = IntStream.range(0, servers.all().size())
                .mapToObj(i -> "    server s" + i + " " + servers.server(i).address() + " weight 100")
                .collect(Collectors.joining("\n"));
        HaproxyProcess haproxy = HaproxyProcess.start("""
                frontend in
                    bind 127.0.0.1:%d
                    default_backend web
                backend web
                    balance %s
                %s
                """.formatted(port, algorithm, lines));
        return new HaproxyBed(servers, haproxy, port);
    }

    public SlowServers servers() {
        return servers;
    }

    public HaproxyProcess haproxy() {
        return haproxy;
    }

    /** Where the load goes. */
    public URI target() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Poisson load of this part of the servers' whole capacity, 375 requests per second. */
    public PoissonLoad load(double utilisation, long seed, Duration duration) {
        servers.reset();
        return PoissonLoad.start(target(), utilisation * servers.capacity(), seed, duration);
    }

    /** Sets the weights of s0 to s3 as an operator would, on the socket. */
    public void weights(List<Integer> weights) {
        for (int i = 0; i < weights.size(); i++) {
            haproxy.command("set weight web/s" + i + " " + weights.get(i));
        }
    }

    /** The weights of s0 to s3. */
    public List<Integer> weights() {
        return IntStream.range(0, servers.all().size())
                .mapToObj(i -> haproxy.weight("web/s" + i))
                .toList();
    }

    @Override
    public void close() {
        haproxy.close();
        servers.close();
    }
}
