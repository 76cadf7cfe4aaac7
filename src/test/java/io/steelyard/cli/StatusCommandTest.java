package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.Refusal;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.web.Admin;
import io.steelyard.web.AgentServer;
import io.steelyard.web.Journal;
import io.steelyard.web.port.Port;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

class StatusCommandTest {

    @Test
    void endpoints_are_shown_to_people_and_programs_get_the_one_that_they_ask_for() {
        scene.pass(Duration.ofSeconds(1));
        journal.accept(scene.seen(Scene.endpoint("api", Scene.route("x", 3)), Scene.www()));

        assertThat(status()).isZero();
        assertThat(out.toString()).contains("ENDPOINT  ROUTE", "api       x");
        out.getBuffer().setLength(0);
        assertThat(status("--endpoint", "api", "-o", "json")).isZero();
        assertThat(out.toString())
                .contains("\"state\" : \"ok\"", "\"endpoint\" : {", "\"route\" : \"x\"")
                .doesNotContain("www");
        assertThat(status("--endpoint", "apj")).isEqualTo(1);
    }

    private final Scene scene = new Scene();
    private final Journal journal = new Journal(scene.settings(), Control.of(scene.now(), Mode.ACT));
    private final StringWriter out = new StringWriter();

    private int status(String... options) {
        DisposableServer server = Objects.requireNonNull(new AgentServer(
                        new AgentMetrics(scene.settings()),
                        journal,
                        Admin.NONE,
                        new Port(Optional.empty(), scene::now, Schedulers.immediate()),
                        Schedulers.boundedElastic())
                .listen("127.0.0.1", 0)
                .block(Duration.ofSeconds(20)));
        try {
            Map<String, String> environment = Map.of("STEELYARD_DAEMON_URL", "http://127.0.0.1:" + server.port());
            String[] words = new String[options.length + 1];
            words[0] = "status";
            System.arraycopy(options, 0, words, 1, options.length);
            return Root.commandLine(environment::get)
                    .setOut(new PrintWriter(out))
                    .execute(words);
        } finally {
            server.disposeNow();
        }
    }

    @Test
    void what_is_wrong_stands_before_what_is_as_it_should_be() {
        Note drain = new Note("carol", "drain", scene.now(), Optional.empty());
        journal.accept(Control.of(scene.now(), Mode.ACT)
                .hold("api", new Hold(drain, Map.of("x", 3)))
                .hold("www", new Hold(drain, Map.of("a", 0))));
        scene.pass(Duration.ofSeconds(1));
        journal.accept(scene.seen(Scene.endpoint("api", Scene.route("x", 3)), Scene.www()));
        journal.accept(scene.hold("api", Reason.Code.OPERATOR_EDIT, "x is 3, expected 1"));
        journal.accept(scene.missed(Observation.Cause.TIMEOUT));
        journal.unaudited(Optional.of("audit.file: /var/log/a: is full"));
        journal.unkept(Optional.of("/var/lib/o: is full"));
        journal.reread(
                "web.yml",
                Optional.of(Refusal.of(
                        "web.yml", scene.now().wall(), "web.yml changed", List.of("web.yml:1:1: no"), Refusal.MEND)));

        assertThat(status()).isZero();
        assertThat(out.toString()).startsWith("""
                steelyard 1.2.3, missed
                POLL      the last failed: timeout: no answer within 800ms
                AUDIT     nothing is written, and only a pause is obeyed: audit.file: /var/log/a: is full
                REFUSED   web.yml is refused since 2026-03-01T12:00:01Z (0 s ago), what it said before still counts: \
                web.yml:1:1: no; to end this: mend it, and it is read again by itself; until then a restart fails
                ORDERS    are not kept, a restart would end those that stand: /var/lib/o: is full
                BY HAND   www, NOT IN FORCE: a set to 0, is 60; by carol: drain, since 2026-03-01T12:00:00Z (1 s ago)
                WRITES    none are made, for what AUDIT says
                SUSPENDED api, since 2026-03-01T12:00:01Z (0 s ago): x is 3, expected 1
                balancer  test, snapshot 1, 0.0s old, 2 endpoints, 4 routes, 3 backends
                orders    mode act; not paused
                by hand   api, x 3; by carol: drain, since 2026-03-01T12:00:00Z (1 s ago)
                last write none known
                """);
        assertThat(out.toString())
                .as("the route that differs, and those that nobody named")
                .containsPattern("www +a .* not in force, no writes\n")
                .containsPattern("www +b .* by hand, no writes\n")
                .doesNotContainPattern("www .* ok");
    }

    @Test
    void of_weights_by_hand_that_are_in_force_on_some_routes_alone_the_others_say_that_they_are_not() {
        Note drain = new Note("carol", "drain", scene.now(), Optional.empty());
        journal.accept(Control.of(scene.now(), Mode.ACT).hold("www", new Hold(drain, Map.of("a", 0, "b", 40))));
        scene.pass(Duration.ofSeconds(1));
        journal.accept(scene.seen(Scene.www()));

        assertThat(status()).isZero();
        assertThat(out.toString()).containsPattern("www +a .* not in force\n").containsPattern("www +b .* by hand\n");
    }

    @Test
    void an_endpoint_whose_writes_fail_is_not_ok_and_stands_first() {
        journal.accept(scene.seen(Scene.endpoint("api", Scene.route("x", 3)), Scene.www()));
        for (int tries = 0; tries < 3; tries++) {
            scene.pass(Duration.ofSeconds(10));
            fail(scene.reweigh("www", Map.of("a", 60, "b", 40), Map.of("a", 50, "b", 50)));
            journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        }

        assertThat(status()).isEqualTo(1);
        assertThat(out.toString())
                .contains("\nWRITES    www, since 2026-03-01T12:00:10Z (20 s ago): the last 3 tries to write did not"
                        + " succeed, the newest: timeout: no answer within 2s\n")
                .containsPattern("(?s)STATE\nwww +a .* writes fail\n.*\napi ");

        Decision.Reweigh next = scene.reweigh("www", Map.of("a", 60, "b", 40), Map.of("a", 50, "b", 50));
        journal.accept(next);
        journal.accept(scene.applied(next));
        status();
        assertThat(out.toString().substring(out.toString().lastIndexOf("steelyard 1.2.3")))
                .as("once one was made")
                .doesNotContain("WRITES", "writes fail");
    }

    private void fail(Decision.Reweigh write) {
        journal.accept(write);
        journal.accept(new Outcome.Failed(
                write, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer within 2s"));
    }

    @Test
    void while_the_audit_log_cannot_be_written_no_endpoint_of_a_policy_is_ok() {
        journal.accept(scene.seen(Scene.www()));
        journal.unaudited(Optional.of("audit.file: /var/log/a: is full"));
        Decision.Reweigh write = scene.reweigh("www", Map.of("a", 60, "b", 40), Map.of("a", 50, "b", 50));
        journal.accept(write);
        journal.accept(new Outcome.Refused(
                write, scene.now(), scene.now(), Outcome.Refusal.UNAUDITED, "audit.file: /var/log/a: is full"));
        scene.pass(Duration.ofSeconds(20));

        status();
        assertThat(out.toString())
                .containsPattern("www +a .* no writes\n")
                .contains("\nWRITES    none are made, for what AUDIT says; 1 endpoint waits for one, "
                        + "since 2026-03-01T12:00:00Z (20 s ago)\n")
                .as("which AUDIT says already")
                .doesNotContain("writes fail", "tries to write");
        journal.accept(Control.of(scene.now(), Mode.PROPOSE));
        out.getBuffer().setLength(0);
        status();
        assertThat(out.toString())
                .as("as in this mode at all times")
                .contains("AUDIT")
                .doesNotContain("WRITES");
    }

    @Test
    void the_last_write_is_told_with_when_where_what_by_whom_and_why() {
        Map<String, Integer> www = Map.of("a", 60, "b", 40, "c", 0);
        journal.accept(scene.seen(Scene.endpoint("api", Scene.route("x", 3)), Scene.www()));
        Decision.Reweigh first = scene.reweigh("api", Map.of("x", 3), Map.of("x", 4));
        journal.accept(first);
        journal.accept(scene.applied(first));
        scene.pass(Duration.ofSeconds(1));
        Decision.Reweigh order = scene.order("www", www, Map.of("a", 50, "b", 50, "c", 0));
        journal.accept(order);
        journal.accept(scene.applied(order));

        assertThat(status()).isZero();
        assertThat(out.toString())
                .contains("\nlast write 2026-03-01T12:00:01Z (0 s ago) to www, applied: a 60 -> 50, b 40 -> 50;"
                        + " by alice: drain\n");
        assertThat(status("--endpoint", "api")).isZero();
        assertThat(out.toString())
                .contains("\nlast write 2026-03-01T12:00:00Z (1 s ago) to api, applied: x 3 -> 4; by policy web,"
                        + " rebalance: load 3.0 > 2.0\n");
    }
}
