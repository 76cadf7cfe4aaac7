package io.steelyard.testing;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What measurements on a real HAProxy run on: servers behind proxy {@code web}, {@code s0} and so on, all of weight 100
 * at first; four of 5, 10, 20 and 40 ms, one request at a time each, unless something else is said.
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
        return start(algorithm, 1, 5, 10, 20, 40);
    }

    /**
     * With other servers.
     *
     * @param workers requests that each works on at a time
     * @param millis how long each server, from s0 on, works on a request
     */
    public static HaproxyBed start(String algorithm, int workers, int... millis) {
        SlowServers servers = SlowServers.start(
                workers, IntStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new));
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
