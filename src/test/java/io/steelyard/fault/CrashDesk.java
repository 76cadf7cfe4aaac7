package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.contract.Bench;
import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Wire;
import io.steelyard.e2e.Program;
import io.steelyard.fault.CrashPoint.Left;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.FaultProxy.Toxic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A daemon that is killed at each {@link CrashPoint} while it restores what an operator moved away, and started again.
 * The proxy on the wire sees the protocol, so a kill comes exactly when a certain request or answer passes; a pipe in the
 * place of the audit log holds the daemon where it appends a line. The daemon itself knows nothing of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CrashDesk {

    private static final int ROUNDS = 5;
    private static final int POLLS = 6;
    private static final int TRIES = 6;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOKEN = "canary-41f0";

    private static final String REST = """
            poll: {interval: 500ms, timeout: 500ms}
            mode: act
            policies:
            %s
            guard: {cooldown: 0s, settle: 0, max_step: 1, velocity: 1000, flips: 1000, dead_band: 0.01, rearm_after: 1s}
            http: {listen: "127.0.0.1:0", admin_token: "%s"}
            audit: {file: "%s"}
            """;

    private Bench bench;
    private Wire wire;
    private FaultProxy proxy;
    private Path folder;
    private Path audit;
    private Path config;
    private Watched daemon;
    private int earlier; // lines of the audit log that the daemon has found at its start
    private final Map<Part, Map<String, Integer>> targets = new TreeMap<>();

    protected abstract Bench bench();

    /** Of the balancer, for the figures. */
    protected abstract String name();

    /** What cannot happen over this balancer. */
    protected abstract Set<CrashPoint> impossible();

    @BeforeAll
    void open() throws IOException {
        bench = bench();
        wire = bench.wire().orSkip();
        proxy = wire.proxy();
        folder = Files.createTempDirectory("crashes");
        audit = folder.resolve("audit.jsonl");
        StringBuilder policies = new StringBuilder();
        for (Part part : parts()) {
            policies.append("  - {name: keep-" + part + ", type: static, endpoints: [\"" + bench.endpoint(part)
                    + "\"], parameters: {weights: {");
            List<String> routes =
                    List.copyOf(bench.weights(bench.endpoint(part)).keySet());
            for (int i = 0; i < routes.size(); i++) {
                policies.append(i == 0 ? "" : ", ").append(routes.get(i) + ": " + (50 - 10 * (i % 3)));
            }
            policies.append("}}}\n");
        }
        config = Files.writeString(
                folder.resolve("steelyard.yaml"),
                bench.configuration(parts().toArray(Part[]::new)).orSkip()
                        + REST.formatted(policies.toString().stripTrailing(), TOKEN, audit));
        daemon = Watched.start(config);
        for (Part part : parts()) {
            await("the weights are restored").atMost(Program.PATIENCE).until(() -> settled(part));
            targets.put(part, weights(part));
        }
        // Up to two seconds later; a daemon that is killed in its first ones leaves nothing to judge an edit by.
        await("they are kept").atMost(Program.PATIENCE).until(this::kept);
    }

    private boolean kept() throws IOException {
        Path orders = folder.resolve("audit.jsonl.orders");
        String text = Files.exists(orders) ? Files.readString(orders) : "";
        return parts().stream().allMatch(part -> text.contains("\"" + bench.endpoint(part) + "\" : {"));
    }

    @AfterAll
    void close() throws IOException {
        daemon.close();
        bench.close();
        for (String name :
                List.of("steelyard.yaml", "audit.jsonl", "audit.jsonl.orders", "audit.jsonl.orders.part", "kept")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @ParameterizedTest
    @EnumSource(CrashPoint.class)
    void a_kill_leaves_what_is_old_or_new_and_no_edit_is_lost(CrashPoint point) throws Exception {
        Assumptions.assumeFalse(impossible().contains(point), "cannot happen here");
        crash(point);
    }

    /** {@code -Dgolden.write=true} puts the figures into docs/reliability.md's source. */
    @Test
    @Tag("long")
    void so_do_many() throws Exception {
        int kills = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (CrashPoint point : CrashPoint.values()) {
                if (!impossible().contains(point)) {
                    crash(point);
                    kills++;
                }
            }
        }
        System.out.println("crash points over " + name() + ": " + kills + " kills");
        Figures.record("crash-" + name(), "kills", Integer.toString(kills));
    }

    private void crash(CrashPoint point) throws Exception {
        Part part = point == CrashPoint.BETWEEN_TWO_WRITES ? Part.MANY : Part.THREE;
        await("it is content, and has said so")
                .atMost(Program.PATIENCE)
                .until(() -> settled(part) && daemon.up() && !open(audit(), earlier));
        int before = audit().size();
        Map<String, Integer> edited = edited(part);
        CountDownLatch killed = new CountDownLatch(1);
        Runnable kill = () -> {
            if (point.left() == Left.OLD) {
                bench.edit(bench.endpoint(part), edited);
            }
            daemon.program().kill();
            daemon.program().awaitExit(Program.PATIENCE);
            killed.countDown();
        };
        boolean pipe = arm(point, kill);
        if (point == CrashPoint.WITHIN_AN_ORDER) {
            propose();
        } else {
            bench.edit(bench.endpoint(part), equal(part));
        }
        if (pipe) {
            awaitPipe(point);
            kill.run();
        }
        awaitKill(point, killed, () -> bench.edit(bench.endpoint(part), equal(part)));
        proxy.clear();
        if (pipe) {
            unpipe();
        }
        Map<String, Integer> left = weights(part);
        assertLeft(point, part, left, edited);
        List<JsonNode> lines = audit();
        assertThat(open(lines, before))
                .as("a write without outcome in the audit log")
                .isEqualTo(point.noted());
        startAgain(point, part, left, lines.size());
    }

    /** Whether the audit log ends with a write whose outcome it does not have, after the first so many lines. */
    private static boolean open(List<JsonNode> lines, int first) {
        return lines.size() > first
                && lines.get(lines.size() - 1).path("event").asText().equals("write");
    }

    /** @param again for a point that was missed, because an answer came too late on a busy machine */
    private static void awaitKill(CrashPoint point, CountDownLatch killed, Runnable again) throws InterruptedException {
        for (int tries = 0; tries < TRIES; tries++) {
            if (killed.await(Program.PATIENCE.toSeconds() / 3, TimeUnit.SECONDS)) {
                return;
            }
            again.run();
        }
        throw new AssertionError(point + " was not reached");
    }

    /** @return true if a pipe stands in the place of the audit log */
    private boolean arm(CrashPoint point, Runnable kill) throws IOException {
        Predicate<String> write = wire.write();
        Toxic lost = new Toxic.After(kill, new Toxic.Blackhole());
        AtomicBoolean done = new AtomicBoolean();
        switch (point) {
            case BEFORE_COMPARING -> {
                int lines = audit().size();
                proxy.each(line -> audit().size() > lines ? lost : FaultProxy.NONE);
            }
            case BEFORE_WRITING -> proxy.on(write, lost);
            case WITHIN_A_WRITE -> proxy.on(write, new Toxic.After(kill, new Toxic.Part(40)));
            case BETWEEN_TWO_WRITES -> proxy.on(FaultProxy.nth(2, write), lost);
            case BEFORE_THE_ANSWER -> proxy.on(write, new Toxic.Answered(kill));
            case BEFORE_READING_BACK -> {
                Toxic write1 = new Toxic.Answered(() -> done.set(true));
                proxy.each(line -> write.test(line) ? write1 : done.get() ? lost : FaultProxy.NONE);
            }
            case BEFORE_THE_LAST_AUDIT_LINE -> proxy.on(write, new Toxic.Answered(this::pipe));
            case BEFORE_PUTTING_BACK -> {
                Map<String, Integer> edited = edited(Part.THREE);
                String route = edited.keySet().iterator().next();
                String back = "/" + route + " " + edited.get(route); // what the operator has set
                Toxic meets = new Toxic.After(() -> bench.edit(bench.endpoint(Part.THREE), edited));
                proxy.each(line -> !write.test(line) ? FaultProxy.NONE : line.contains(back) ? lost : meets);
            }
            case BEFORE_THE_AUDIT_LINE, WITHIN_AN_ORDER -> pipe();
        }
        return point == CrashPoint.BEFORE_THE_LAST_AUDIT_LINE || !Files.isRegularFile(audit);
    }

    private void assertLeft(CrashPoint point, Part part, Map<String, Integer> left, Map<String, Integer> edited) {
        Map<String, Integer> target = Objects.requireNonNull(targets.get(part));
        switch (point.left()) {
            case OLD -> assertThat(left).as("the edit stands").isEqualTo(edited);
            case NEW -> assertThat(left).as("all is new").isEqualTo(target);
            case SOME -> {
                Map<String, Integer> old = equal(part);
                assertThat(left)
                        .allSatisfy((route, weight) -> assertThat(weight).isIn(old.get(route), target.get(route)))
                        .isNotEqualTo(old)
                        .isNotEqualTo(target);
            }
        }
    }

    /** It tells an edit that nobody saw from what a write of its own may have left, and begins with what it finds. */
    private void startAgain(CrashPoint point, Part part, Map<String, Integer> left, int lines) throws IOException {
        daemon.close();
        earlier = lines;
        daemon = Watched.start(config);
        await("it keeps the weights again").atMost(Program.PATIENCE).until(() -> settled(part));
        assertThat(daemon.program().err().contains("at the start of an agent"))
                .as(
                        "an edit was found at the start after %s: %s",
                        point, daemon.program().err())
                .isEqualTo(point.left() == Left.OLD);
        if (!left.equals(targets.get(part))) {
            JsonNode first = audit().get(lines);
            Map<String, Integer> before = new TreeMap<>();
            first.path("before")
                    .properties()
                    .forEach(each -> before.put(each.getKey(), each.getValue().intValue()));
            assertThat(before).as("what it found: %s", first).isEqualTo(left);
        }
        assertThat(daemon.value("steelyard_dry_run"))
                .as("an order that was not written down")
                .isZero();
        await("it goes on after " + point).atMost(Program.PATIENCE).until(daemon::up);
        daemon.assertAlive();
    }

    // ---- the pipe

    /** Whoever opens it to write waits until somebody reads, which nobody does. */
    private void pipe() {
        try {
            if (Files.exists(audit)) {
                Files.move(audit, folder.resolve("kept"));
            }
            Program.pipe("", "mkfifo", audit.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unpipe() throws IOException {
        Files.delete(audit);
        if (Files.exists(folder.resolve("kept"))) {
            Files.move(folder.resolve("kept"), audit);
        }
    }

    /** It goes on polling, and has come to the line long ago. */
    private void awaitPipe(CrashPoint point) {
        if (point == CrashPoint.BEFORE_THE_LAST_AUDIT_LINE) {
            await("the write").atMost(Program.PATIENCE).until(() -> !Files.isRegularFile(audit));
        }
        double from = daemon.polls();
        await("it polls on").atMost(Program.PATIENCE).until(() -> daemon.polls() >= from + POLLS);
    }

    /** Not to pause: that is obeyed before its line is written. */
    private void propose() {
        HttpRequest order = HttpRequest.newBuilder(URI.create(daemon.url() + "/api/v1/mode"))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\": \"outage\", \"mode\": \"propose\"}"))
                .build();
        var unheard = HttpClient.newHttpClient().sendAsync(order, HttpResponse.BodyHandlers.discarding());
        assertThat(unheard).isNotNull();
    }

    // ---- what there is

    private List<Part> parts() {
        return impossible().contains(CrashPoint.BETWEEN_TWO_WRITES)
                ? List.of(Part.THREE)
                : List.of(Part.THREE, Part.MANY);
    }

    private List<JsonNode> audit() {
        try {
            List<JsonNode> lines = new ArrayList<>();
            if (Files.isRegularFile(audit)) {
                for (String line : Files.readAllLines(audit)) {
                    lines.add(JSON.readTree(line));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean settled(Part part) {
        Map<String, Integer> now = weights(part);
        Map<String, Integer> target = targets.get(part);
        return target == null ? !now.equals(new TreeMap<>(equal(part))) : sameShares(now, target);
    }

    /** From half a write on the same shares may be kept with another sum. */
    private static boolean sameShares(Map<String, Integer> some, Map<String, Integer> others) {
        double ratio = (double) sum(some) / sum(others);
        return others.entrySet().stream()
                .allMatch(each -> Math.abs(some.getOrDefault(each.getKey(), 0) - ratio * each.getValue()) <= 1);
    }

    private static int sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(weight -> weight).sum();
    }

    private Map<String, Integer> weights(Part part) {
        return new TreeMap<>(bench.weights(bench.endpoint(part)));
    }

    private Map<String, Integer> equal(Part part) {
        Map<String, Integer> weights = new TreeMap<>();
        bench.weights(bench.endpoint(part)).keySet().forEach(route -> weights.put(route, Bench.START));
        return weights;
    }

    private Map<String, Integer> edited(Part part) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        int next = 7;
        for (String route : weights(part).keySet()) {
            weights.put(route, next);
            next = next % 200 + 4;
        }
        return new TreeMap<>(weights);
    }
}
