package io.steelyard.fault;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Wire;
import io.steelyard.contract.HaproxyBench;
import io.steelyard.e2e.Program;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.FaultProxy.Toxic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/**
 * Real traffic through a real HAProxy while its daemon meets one trouble after the other: faults on the socket, edits by
 * an operator at any moment and under a write, a kill, a stop. HAProxy itself is left alone, so each request that fails counts against the daemon.
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
    private final List<String> lost = new ArrayList<>();
    private int overtaken;
    private int unheard;
    private int kills;
    private int torn;
    private long strayWrites;
    private final List<Long> toFreeze = new ArrayList<>();
    private final List<Long> toRecover = new ArrayList<>();

    /** @param perSecond requests */
    Campaign(Path folder, long seed, int perSecond) throws IOException {
        this.random = new Random(seed);
        this.config = Files.writeString(
                folder.resolve("campaign.yaml"),
                bench.configuration(Part.THREE, Part.NEIGHBOUR).orSkip() + CONFIG);
        this.hammer = new Hammer(bench.front(), 8, perSecond);
        this.daemon = Watched.start(config);
    }

    /** Goes through all troubles, in an order by chance, again and again until so many requests were sent. */
    Result run(long requests) {
        awaitUp();
        do {
            for (int i = 0; i < TOXICS.size() && (i < 3 || hammer.sent() < requests); i++) {
                fault(TOXICS.get(random.nextInt(TOXICS.size())));
                if (i % 2 == 0) {
                    editUnderAWrite();
                } else {
                    edit();
                }
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

    /** At any moment; that it meets a write is rare. */
    private void edit() {
        pause(random.nextInt(0, 1500));
        Instant since = Instant.now();
        int before = proxy.since(0).size();
        Map<String, Integer> wanted = chance();
        bench.edit(endpoint, wanted);
        keep(wanted, before, since);
    }

    /**
     * Exactly when a write is on its way, after the daemon has compared for the last time. HAProxy cannot compare and set,
     * so the write takes the edit's place and has to be put back.
     */
    private void editUnderAWrite() {
        bench.edit(endpoint, chance()); // which the daemon restores when it may
        Instant since = Instant.now();
        int before = proxy.since(0).size();
        Map<String, Integer> wanted = chance();
        AtomicBoolean met = new AtomicBoolean();
        proxy.on(FaultProxy.nth(1, wire.write()), new Toxic.After(() -> {
            bench.edit(endpoint, wanted);
            met.set(true);
        }));
        await("a write").atMost(Program.PATIENCE).untilTrue(met);
        proxy.clear();
        keep(wanted, before, since);
    }

    private Map<String, Integer> chance() {
        return new TreeMap<>(
                Map.of("a", random.nextInt(1, 257), "b", random.nextInt(1, 257), "c", random.nextInt(1, 257)));
    }

    /**
     * An edit that a write overtook is put back: it is counted apart, and must stand all the same.
     *
     * @param before so many requests had been made
     * @param since when that was
     */
    private void keep(Map<String, Integer> wanted, int before, Instant since) {
        edits++;
        pause(KEPT.toMillis());
        boolean stands = weights().equals(wanted);
        boolean written = proxy.since(before).stream().anyMatch(wire.write());
        overtaken += stands && written ? 1 : 0;
        if (!stands && unheard(since)) {
            unheard++;
        } else if (!stands) {
            lost.add(wanted + " became " + weights() + "; the daemon's last words: " + lastWords());
        }
    }

    /**
     * True if the answer to a write since then did not come to the daemon in time. Nobody told it what that write took the
     * place of, and the write may even have come through after it was given up.
     */
    private boolean unheard(Instant since) {
        return StreamSupport.stream(told("").path("decisions").spliterator(), false)
                .filter(row -> !row.path("outcome").isNull())
                .filter(row -> Instant.parse(row.path("outcome").path("endedAt").asText())
                        .isAfter(since))
                .flatMap(row -> StreamSupport.stream(
                        told("/" + row.path("sequence").longValue())
                                .path("exchanges")
                                .spliterator(),
                        false))
                .anyMatch(each -> each.path("answer").isNull());
    }

    private JsonNode told(String path) {
        try {
            return new ObjectMapper()
                    .readTree(Program.get(daemon.url() + "/api/v1/decisions" + path)
                            .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastWords() {
        String said = daemon.program().err();
        return said.substring(Math.max(0, said.length() - 2_000));
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
                List.copyOf(lost),
                overtaken,
                unheard,
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
     * @param unheard edits that are lost because the answer to such a write came too late (ADR 2)
     * @param torn kills that left a weight that was neither the old one nor the new one
     */
    record Result(
            long requests,
            long failed,
            List<String> messages,
            int faults,
            long strayWrites,
            int edits,
            List<String> lost,
            int overtaken,
            int unheard,
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
                    "%d requests, %d failed %s; %d faults, %d writes during them; %d edits, %d lost, %d met by a write under way and put back, %d by one whose answer came too late; %d kills, %d torn;"
                            + " fault to freeze %.2f s (most %.2f), end to recovery %.2f s (most %.2f)",
                    requests,
                    failed,
                    messages,
                    faults,
                    strayWrites,
                    edits,
                    lost.size(),
                    overtaken,
                    unheard,
                    kills,
                    torn,
                    freezeMedian,
                    freezeMost,
                    recoverMedian,
                    recoverMost);
        }
    }
}
