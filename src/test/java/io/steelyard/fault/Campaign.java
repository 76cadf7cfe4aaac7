package io.steelyard.fault;

import static org.awaitility.Awaitility.await;

import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Wire;
import io.steelyard.contract.HaproxyBench;
import io.steelyard.e2e.Program;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.FaultProxy.Toxic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Real traffic through a real HAProxy while its daemon meets one trouble after the other: faults on the socket, edits by
 * an operator, a kill, a stop. HAProxy itself is left alone, so each request that fails counts against the daemon.
 *
 * <p>The daemon is to keep the weights at 50:30:20 and may act again 3 seconds after an edit, so that it writes all the
 * time. An edit is lost if the daemon writes within the first 2 seconds of these.
 */
final class Campaign implements AutoCloseable {

    private static final String CONFIG = """
            poll: {interval: 300ms, timeout: 300ms}
            mode: act
            policies:
              - {name: keep, type: static, endpoints: [three], parameters: {weights: {a: 50, b: 30, c: 20}}}
            guard: {cooldown: 0s, settle: 0, max_step: 1, velocity: 1000, flips: 1000, dead_band: 0.01, rearm_after: 3s}
            http: {listen: "127.0.0.1:0"}
            """;

    private static final Duration KEPT = Duration.ofSeconds(2);

    private static final List<Toxic> TOXICS = List.of(
            new Toxic.Reset(),
            new Toxic.Blackhole(),
            new Toxic.LostAnswer(),
            new Toxic.HalfClose(),
            new Toxic.Slow(50),
            new Toxic.Latency(Duration.ofSeconds(2)),
            new Toxic.Limit(0, true),
            new Toxic.Limit(300, false),
            new Toxic.Limit(300, true),
            new Toxic.Instead(""),
            new Toxic.Instead("<html>please log in</html>"),
            new Toxic.Instead("\u0000\u00ff\u0001garbage\n\n"));

    private final HaproxyBench bench = new HaproxyBench();
    private final Wire wire = bench.wire().orSkip();
    private final FaultProxy proxy = wire.proxy();
    private final String endpoint = bench.endpoint(Part.THREE);
    private final Random random;
    private final Path config;
    private final Hammer hammer;
    private Watched daemon;

    private int faults;
    private int edits;
    private int lost;
    private int overtaken;
    private int kills;
    private int torn;
    private long strayWrites;
    private final List<Long> toFreeze = new ArrayList<>();
    private final List<Long> toRecover = new ArrayList<>();

    /** @param perSecond requests */
    Campaign(Path folder, long seed, int perSecond) throws IOException {
        this.random = new Random(seed);
        this.config = Files.writeString(
                folder.resolve("campaign.yaml"), bench.configuration().orSkip() + CONFIG);
        this.hammer = new Hammer(bench.front(), 8, perSecond);
        this.daemon = Watched.start(config);
    }

    /** Goes through all troubles, in an order by chance, again and again until so many requests were sent. */
    Result run(long requests) {
        awaitUp();
        do {
            for (int i = 0; i < TOXICS.size() && (i < 3 || hammer.sent() < requests); i++) {
                fault(TOXICS.get(random.nextInt(TOXICS.size())));
                edit();
                if (i % 3 == 2) {
                    kill();
                }
            }
            refuse();
            stop();
        } while (hammer.sent() < requests);
        hammer.close();
        return result();
    }

    /** An operator turns to the weights, and then the wire breaks, when the daemon wants to write. */
    private void fault(Toxic toxic) {
        edit();
        during(() -> proxy.always(toxic), proxy::clear);
    }

    private void refuse() {
        during(proxy::refuse, proxy::listen);
    }

    private void during(Runnable begin, Runnable end) {
        faults++;
        begin.run();
        long began = System.nanoTime();
        await("a missed poll")
                .atMost(Program.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !daemon.up());
        toFreeze.add(System.nanoTime() - began);
        long writes = proxy.count(wire.write());
        Map<String, Integer> weights = weights();
        pause(random.nextInt(500, 3000));
        strayWrites += proxy.count(wire.write()) - writes;
        strayWrites += weights.equals(weights()) ? 0 : 1;
        end.run();
        long ended = System.nanoTime();
        awaitUp();
        toRecover.add(System.nanoTime() - ended);
    }

    /**
     * At any moment. HAProxy cannot compare and set at once, so an edit that falls between our last reading and our write
     * is overwritten and put back: it is counted apart, and must stand all the same.
     */
    private void edit() {
        edits++;
        pause(random.nextInt(0, 1500));
        Map<String, Integer> edited = new TreeMap<>(
                Map.of("a", random.nextInt(1, 257), "b", random.nextInt(1, 257), "c", random.nextInt(1, 257)));
        bench.edit(endpoint, edited);
        long made = System.nanoTime();
        int before = proxy.since(0).size();
        boolean written = false;
        while (System.nanoTime() - made < KEPT.toNanos()) {
            pause(10);
            List<String> since = proxy.since(before);
            written |= since.stream().anyMatch(wire.write());
        }
        boolean stands = weights().equals(edited);
        lost += stands ? 0 : 1;
        overtaken += stands && written ? 1 : 0;
    }

    /** At any moment between an edit and the end of its repair; no weight may be a third thing. */
    private void kill() {
        kills++;
        edit();
        Map<String, Integer> edited = weights();
        pause(random.nextInt(0, 2500));
        daemon.program().kill();
        daemon.program().awaitExit(Program.PATIENCE);
        Map<String, Integer> left = weights();
        daemon.close();
        daemon = Watched.start(config);
        awaitUp();
        await("it keeps the weights again").atMost(Program.PATIENCE).until(this::restored);
        Map<String, Integer> target = weights();
        boolean whole = left.entrySet().stream()
                .allMatch(each -> each.getValue().equals(edited.get(each.getKey()))
                        || each.getValue().equals(target.get(each.getKey())));
        torn += whole ? 0 : 1;
    }

    private void stop() {
        faults++;
        daemon.program().signal("STOP");
        long writes = proxy.count(wire.write());
        edit();
        strayWrites += proxy.count(wire.write()) - writes;
        daemon.program().signal("CONT");
        long ended = System.nanoTime();
        awaitUp();
        toRecover.add(System.nanoTime() - ended);
    }

    private void awaitUp() {
        await("it sees the balancer")
                .atMost(Program.PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(daemon::up);
    }

    private boolean restored() {
        Map<String, Integer> weights = weights();
        double sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        return Math.abs(weights.getOrDefault("a", 0) / sum - 0.5) < 0.02
                && Math.abs(weights.getOrDefault("c", 0) / sum - 0.2) < 0.02;
    }

    private Map<String, Integer> weights() {
        return new TreeMap<>(bench.weights(endpoint));
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }

    @Override
    public void close() {
        hammer.close();
        daemon.close();
        bench.close();
    }

    private Result result() {
        return new Result(
                hammer.sent(),
                hammer.failed(),
                hammer.messages(),
                faults,
                strayWrites,
                edits,
                lost,
                overtaken,
                kills,
                torn,
                Result.quantile(toFreeze, 0.5),
                Result.quantile(toFreeze, 1),
                Result.quantile(toRecover, 0.5),
                Result.quantile(toRecover, 1));
    }

    /**
     * @param strayWrites writes while the daemon could not see the balancer, and weights that changed then
     * @param lost edits that did not stand two seconds later
     * @param overtaken edits that a write under way met and put back
     * @param torn kills that left a weight that was neither the old one nor the new one
     */
    record Result(
            long requests,
            long failed,
            List<String> messages,
            int faults,
            long strayWrites,
            int edits,
            int lost,
            int overtaken,
            int kills,
            int torn,
            double freezeMedian,
            double freezeMost,
            double recoverMedian,
            double recoverMost) {

        private static double quantile(List<Long> nanos, double q) {
            List<Long> sorted = nanos.stream().sorted().toList();
            return sorted.get((int) Math.ceil(q * sorted.size()) - 1) / 1e9;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d requests, %d failed %s; %d faults, %d writes during them; %d edits, %d lost, %d met by a write under way and put back; %d kills, %d torn;"
                            + " fault to freeze %.2f s (most %.2f), end to recovery %.2f s (most %.2f)",
                    requests,
                    failed,
                    messages,
                    faults,
                    strayWrites,
                    edits,
                    lost,
                    overtaken,
                    kills,
                    torn,
                    freezeMedian,
                    freezeMost,
                    recoverMedian,
                    recoverMost);
        }
    }
}
