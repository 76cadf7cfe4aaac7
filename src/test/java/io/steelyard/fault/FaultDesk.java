package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.contract.Bench;
import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Wire;
import io.steelyard.e2e.Program;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.FaultProxy.Toxic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * One daemon and one fault after the other on the wire to its balancer. During each the daemon wants to write, because
 * an operator has just moved the weights away from those that it is to restore. It must stay alive and answer, count the
 * fault under one reason, send nothing and leave the weights as they are, and go on by itself when the fault is over.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultDesk {

    private static final String POLL = "poll: {interval: 200ms, timeout: 200ms}";
    private static final int POLLS_PER_SECOND = 5;
    private static final String REST = POLL + """

            mode: act
            policies:
              - name: keep
                type: static
                endpoints: ["%s"]
                parameters: {weights: {%s: 50, %s: 30, %s: 20}}
            guard: {cooldown: 0s, settle: 0, max_step: 1, velocity: 1000, flips: 1000, dead_band: 0.01, rearm_after: 1s}
            http: {listen: "127.0.0.1:0"}
            %s
            """;

    private Path folder;
    protected Bench bench;
    protected Wire wire;
    protected FaultProxy proxy;
    protected String endpoint;
    protected Watched daemon;
    private List<String> routes;
    private long files;
    private double heap;

    protected abstract Bench bench();

    @BeforeAll
    void open() throws IOException {
        folder = Files.createTempDirectory("faults"); // a @TempDir is not there yet
        bench = bench();
        wire = bench.wire().orSkip();
        proxy = wire.proxy();
        endpoint = bench.endpoint(Part.THREE);
        routes = List.copyOf(bench.weights(endpoint).keySet());
        daemon = Watched.start(config("steelyard.yaml", ""));
        await("the weights are restored").atMost(Program.PATIENCE).until(this::restored);
        files = daemon.openFiles();
        heap = daemon.heapAfterCollection();
    }

    @AfterAll
    void close() throws IOException {
        await("no file is left open").atMost(Program.PATIENCE).until(() -> daemon.openFiles() <= files + 8);
        await("the heap is what it was")
                .atMost(Program.PATIENCE)
                .until(() -> daemon.heapAfterCollection() <= Math.max(heap, 20e6) + 12e6);
        daemon.close();
        bench.close();
        for (String name : List.of("steelyard.yaml", "mute.yaml")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    protected final Path config(String name, String more) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                bench.configuration(Part.THREE, Part.NEIGHBOUR).orSkip()
                        + REST.formatted(endpoint, routes.get(0), routes.get(1), routes.get(2), more));
    }

    // ---- steps

    /**
     * Moves the weights away and lets the daemon see it. A second later, which is within each fault, it may act again and
     * wants to.
     */
    protected final Map<String, Integer> edit() {
        content();
        bench.edit(endpoint, equal());
        double seen = daemon.polls() + 2;
        await("it has seen the edit").atMost(Program.PATIENCE).until(() -> daemon.polls() >= seen);
        return equal();
    }

    protected final void content() {
        await("it is content").atMost(Program.PATIENCE).until(() -> restored() && daemon.up());
    }

    protected final void answered(String answer) {
        edit();
        proxy.always(new Toxic.Instead(answer));
        survive(Set.of("decode", "other"), proxy::clear);
    }

    /** What the balancer really says, changed. */
    protected final void spoiled(UnaryOperator<String> change, Set<String> reasons) {
        edit();
        spoil(change);
        survive(reasons, proxy::clear);
    }

    /** Readings that are no failure but must not be acted upon. */
    protected final void distrusted(UnaryOperator<String> change) {
        edit();
        spoil(change);
        double from = daemon.polls();
        await("spoiled polls").atMost(Program.PATIENCE).until(() -> daemon.polls() >= from + 5);
        untouched(daemon.polls() + 3);
        proxy.clear();
        recovered();
    }

    /** Readings that are odd and good enough. */
    protected final void tolerated(UnaryOperator<String> change) {
        edit();
        spoil(change);
        await("the weights are restored all the same").atMost(Program.PATIENCE).until(this::restored);
        proxy.clear();
        recovered();
    }

    /** A write would come through. */
    private void spoil(UnaryOperator<String> change) {
        proxy.each(line ->
                wire.write().test(line) ? FaultProxy.NONE : new Toxic.Instead(change.apply(bench.answer(line))));
    }

    /** @param end ends the fault */
    protected final void survive(Set<String> reasons, Runnable end) {
        Map<String, Double> before = daemon.failures();
        double from = daemon.failed();
        await("failed polls").atMost(Program.PATIENCE).until(() -> daemon.failed() >= from + 2);
        assertThat(daemon.up()).isFalse();
        untouched(daemon.polls() + 4);
        Set<String> counted = new TreeSet<>();
        daemon.failures().forEach((reason, count) -> {
            if (count > before.getOrDefault(reason, 0.0)) {
                counted.add(reason);
            }
        });
        counted.remove("timeout"); // a good poll may have been slow
        assertThat(counted).as("reasons").isSubsetOf(reasons).hasSizeLessThanOrEqualTo(1);
        assertThat(counted.isEmpty() && !reasons.contains("timeout"))
                .as("uncounted")
                .isFalse();
        double failed = daemon.failed(); // read first, so that no failure passes for a good poll
        double good = daemon.polls() - failed;
        end.run();
        double bad = daemon.failedButByTimeout();
        await("a good poll").atMost(Program.PATIENCE).until(() -> daemon.polls() - daemon.failed() > good);
        assertThat(daemon.failedButByTimeout() - bad)
                .as("polls that failed after the end: one that was under way, one that found its connection cut, and"
                        + " those of the second that it was asked to wait for")
                .isLessThanOrEqualTo(reasons.contains("throttled") ? 2 + POLLS_PER_SECOND : 2);
        recovered();
    }

    protected final void untouched(double polls) {
        Map<String, Integer> weights = bench.weights(endpoint);
        long writes = proxy.count(wire.write());
        await("polls go on").atMost(Program.PATIENCE).until(() -> daemon.polls() >= polls);
        assertThat(proxy.count(wire.write())).as("writes during the fault").isEqualTo(writes);
        assertThat(bench.weights(endpoint)).as("weights during the fault").isEqualTo(weights);
        daemon.assertAlive();
    }

    protected final void recovered() {
        await("it is up again").atMost(Program.PATIENCE).until(daemon::up);
        await("and at work").atMost(Program.PATIENCE).until(this::restored);
        daemon.assertAlive();
    }

    protected final Map<String, Integer> equal() {
        Map<String, Integer> weights = new LinkedHashMap<>();
        routes.forEach(route -> weights.put(route, 100));
        return weights;
    }

    protected final boolean restored() {
        Map<String, Integer> weights = new TreeMap<>(bench.weights(endpoint));
        double sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        return Math.abs(weights.getOrDefault(routes.get(0), 0) / sum - 0.5) < 0.02
                && Math.abs(weights.getOrDefault(routes.get(2), 0) / sum - 0.2) < 0.02;
    }
}
