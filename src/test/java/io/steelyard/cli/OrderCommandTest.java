package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.model.Outcome;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import io.steelyard.web.Admin;
import io.steelyard.web.AgentServer;
import io.steelyard.web.Journal;
import io.steelyard.web.port.Port;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** Orders on the command line: what would change is shown, somebody is asked, and then it is done, or not. */
class OrderCommandTest {

    private static final String ENDPOINT = "www shop/eu";

    private final Scene scene = new Scene();
    private final List<Signed> obeyed = new CopyOnWriteArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Deque<String> typed = new ArrayDeque<>();
    private boolean terminal = true;
    private int weightOfB = 40;
    private final Moment start = scene.now();
    private final Journal journal = new Journal(scene.settings(), Control.of(scene.now(), Mode.ACT));
    private Runnable meanwhile = () -> {};
    private boolean held = true;
    private boolean suspended;
    private Optional<Outcome> outcome = Optional.empty();
    private String url = "";
    private final List<DisposableServer> servers = new ArrayList<>();

    private final Operations operations = new Operations() {
        @Override
        public Mono<Plan> preview(Signed signed) {
            return Mono.fromSupplier(() -> plan(signed));
        }

        @Override
        public Mono<Plan> obey(Signed signed) {
            return Mono.fromSupplier(() -> {
                Plan plan = plan(signed);
                if (!signed.isFor(plan)) {
                    throw new OrderRefusedException(OrderRefusedException.Cause.MOVED, "changed meanwhile; look again");
                }
                obeyed.add(signed);
                return outcome.map(how -> plan.ended(how, plan.after(), false)).orElse(plan);
            });
        }
    };

    private Optional<Edit> edit() {
        return suspended ? Optional.of(new Edit(scene.now(), List.of())) : Optional.empty();
    }

    private Plan plan(Signed signed) {
        if (signed.order() instanceof Order.Rearm && !held) {
            Control same = Control.of(scene.now(), Mode.ACT);
            Plan.Suspended ends = new Plan.Suspended(edit(), false);
            return new Plan(same, same, Optional.empty(), ends, Optional.empty(), Optional.empty());
        }
        Control before = Control.of(scene.now(), Mode.ACT);
        Note note = new Note(
                signed.who(), signed.reason(), scene.now(), signed.term().map(scene.now()::plus));
        if (signed.order() instanceof Order.SetMode mode) {
            return Plan.of(before, before.mode(mode.mode(), note));
        }
        if (signed.order() instanceof Order.Rearm rearm) {
            return new Plan(
                    before.hold(
                            rearm.pattern(),
                            new Hold(new Note(note.who(), note.reason(), start, note.until()), Map.of("a", 0))),
                    before,
                    Optional.empty(),
                    new Plan.Suspended(edit(), false),
                    Optional.empty(),
                    Optional.empty());
        }
        if (signed.order() instanceof Order.OnEndpoint on) {
            Plan.Change change = new Plan.Change(
                    on.pattern(), Map.of("a", 60, "b", weightOfB), Map.of("a", 0, "b", weightOfB), Optional.empty());
            Plan plan = new Plan(
                    before,
                    before.hold(on.pattern(), new Hold(note, Map.of())),
                    Optional.of(change),
                    new Plan.Suspended(edit(), false),
                    Optional.empty(),
                    Optional.empty());
            return on instanceof Order.Revert ? plan.with("takes back the write of 11:59") : plan;
        }
        return Plan.of(before, before.pause(note));
    }

    @BeforeEach
    void serve() {
        DisposableServer server = Objects.requireNonNull(new AgentServer(
                        new AgentMetrics(scene.settings()),
                        journal,
                        new Admin(operations, Optional.of(() -> "the-token"), true, Set.of()),
                        new Port(Optional.empty(), scene::now, Schedulers.immediate()),
                        Schedulers.boundedElastic())
                .listen("127.0.0.1", 0)
                .block(Duration.ofSeconds(20)));
        servers.add(server);
        url = "http://127.0.0.1:" + server.port();
    }

    @AfterEach
    void close() {
        servers.forEach(DisposableServer::disposeNow);
    }

    private int steelyard(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Map<String, String> environment =
                Map.of("STEELYARD_DAEMON_URL", url, "STEELYARD_ADMIN_TOKEN", "the-token", "USER", "alice");
        Terminal screen = new Terminal() {
            @Override
            public boolean isThere() {
                return terminal;
            }

            @Override
            public String answer() {
                meanwhile.run();
                return typed.removeFirst();
            }
        };
        return Root.commandLine(environment::get, screen)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @Test
    void weights_are_set_after_somebody_has_seen_what_changes_and_said_yes() {
        typed.add("n");
        assertThat(steelyard("weights", ENDPOINT, "a=0", "--reason", "drain", "--for", "1h"))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("""
                        WHAT         NOW                 THEN
                        www shop/eu  left to its policy  set by hand by alice: drain, since 2026-03-01T12:00:00Z (0 s ago), \
                        until 2026-03-01T13:00:00Z (in 60 min)
                        weight of a  60 (60.0%)          0 (0.0%)
                        weight of b  40 (40.0%)          40 (100.0%)
                        Do it? [y/N]""").endsWith("nothing was changed" + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
        assertThat(obeyed).isEmpty();

        typed.add("yes");
        outcome = Optional.of(scene.applied(scene.reweigh(ENDPOINT, Map.of("a", 60), Map.of("a", 50))));
        assertThat(steelyard("weights", ENDPOINT, "a=0", "--reason", "drain")).isZero();
        assertThat(out.toString())
                .contains(
                        "weight of a  60 (60.0%)          0 (0.0%)\n",
                        "\napplied\nmode act; not paused; www shop/eu set by hand by");
        assertThat(obeyed)
                .singleElement()
                .satisfies(signed -> assertThat(signed.order()).isEqualTo(new Order.Shape(ENDPOINT, Map.of("a", 0))))
                .satisfies(signed -> assertThat(signed.who()).isEqualTo("alice"));
    }

    @Test
    void what_is_done_is_what_somebody_said_yes_to() {
        meanwhile = () -> weightOfB = 90;
        typed.add("y");
        assertThat(steelyard("revert", ENDPOINT, "--reason", "errors")).isEqualTo(1);
        assertThat(err.toString()).contains("steelyard: HTTP 409: changed meanwhile; look again");
        assertThat(obeyed).isEmpty();

        typed.add("y");
        assertThat(steelyard("revert", ENDPOINT, "--reason", "errors")).isZero();
        assertThat(err.toString()).contains("weight of b  90");
        assertThat(steelyard("revert", ENDPOINT, "--reason", "errors", "--yes")).isZero();
        assertThat(obeyed).extracting(signed -> signed.basis().isPresent()).containsExactly(true, false);
    }

    @Test
    void a_script_has_to_say_yes_beforehand_or_only_asks_what_would_change() {
        terminal = false;
        assertThat(steelyard("revert", ENDPOINT, "--reason", "errors")).isEqualTo(2);
        assertThat(err.toString()).contains("standard input is no terminal", "give --yes, or --dry-run");
        assertThat(steelyard("revert", ENDPOINT, "--reason", "errors", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("weight of a  60 (60.0%)", "\ntakes back the write of 11:59\n");
        assertThat(obeyed).isEmpty();

        assertThat(steelyard("revert", ENDPOINT, "--reason", "errors", "--yes")).isZero();
        assertThat(steelyard("rearm", ENDPOINT, "--reason", "done", "-y")).isZero();
        assertThat(obeyed)
                .extracting(Signed::order)
                .containsExactly(new Order.Revert(ENDPOINT), new Order.Rearm(ENDPOINT));
    }

    @Test
    void what_a_re_arming_and_a_mode_change_is_told() {
        typed.add("");
        assertThat(steelyard("rearm", ENDPOINT, "--reason", "done")).isEqualTo(1);
        assertThat(err.toString())
                .containsPattern("(?m)^www shop/eu +set by hand by alice: done, since \\S+ .* +left to its policy$");
        typed.add("y");
        assertThat(steelyard("mode", "propose", "--reason", "looking", "--for", "10m"))
                .isZero();
        assertThat(err.toString())
                .containsPattern("(?m)^mode  act  propose by alice: looking, .*, until 2026-03-01T12:10:00Z");
        assertThat(out.toString())
                .isEqualTo("mode propose by alice: looking, since 2026-03-01T12:00:00Z (0 s ago), until"
                        + " 2026-03-01T12:10:00Z (in 10 min); not paused\n");
    }

    @Test
    void weights_by_hand_that_the_balancer_does_not_have_are_told_to_be_out_of_force() {
        scene.pass(Duration.ofSeconds(1));
        journal.accept(scene.seen(Scene.endpoint(ENDPOINT, Scene.route("a", 60), Scene.route("b", 40))));
        assertThat(steelyard("rearm", ENDPOINT, "--reason", "done", "--dry-run"))
                .isZero();
        assertThat(out.toString())
                .containsPattern(
                        "(?m)^www shop/eu +set by hand \\(not in force\\) by alice: done, since \\S+ .* +left to its"
                                + " policy$");

        journal.accept(scene.seen(Scene.endpoint(ENDPOINT, Scene.route("a", 0), Scene.route("b", 40))));
        assertThat(steelyard("rearm", ENDPOINT, "--reason", "done", "--dry-run"))
                .isZero();
        assertThat(out.toString()).contains("set by hand by alice");
    }

    @Test
    void what_becomes_of_a_suspended_endpoint_is_told_by_its_name() {
        suspended = true;
        assertThat(steelyard("weights", ENDPOINT, "a=0", "--reason", "drain", "--dry-run"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^www shop/eu +left alone after somebody's edit +set by hand by alice: drain")
                .doesNotContain("left to its policy");
        held = false;
        assertThat(steelyard("rearm", ENDPOINT, "--reason", "done", "--yes")).isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^www shop/eu +left alone after somebody's edit +left to its policy$")
                .endsWith("\nmode act; not paused\n");
    }

    @Test
    void a_re_arming_of_an_endpoint_that_its_policy_has_says_that_it_changes_nothing() {
        held = false;
        assertThat(steelyard("rearm", ENDPOINT, "--reason", "done", "--yes")).isZero();
        assertThat(out.toString()).isEqualTo("This changes nothing.\nmode act; not paused\n");
    }

    @Test
    void a_brake_is_pulled_without_a_question_and_answers_to_programs_too() throws Exception {
        terminal = false;
        assertThat(steelyard("pause", "--policy", "my web", "--reason", "outage", "-o", "json"))
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(out.toString())
                        .at("/orders/paused/who")
                        .asText())
                .isEqualTo("alice");
        assertThat(obeyed).extracting(Signed::order).containsExactly(new Order.Pause(Optional.of("my web")));
    }

    @Test
    void a_write_that_failed_is_told_with_its_cause() {
        outcome = Optional.of(new Outcome.Failed(
                scene.reweigh(ENDPOINT, Map.of("a", 60), Map.of("a", 50)),
                scene.now(),
                scene.now(),
                Outcome.Failure.READ_BACK,
                Map.of("a", 55),
                "a is 55"));
        assertThat(steelyard("weights", ENDPOINT, "a=0", "--reason", "drain", "--yes"))
                .isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("steelyard: HTTP 502: failed (read_back): a is 55");
    }

    @Test
    void weights_that_are_none_are_wrong_usage() {
        assertThat(steelyard("weights", ENDPOINT, "a", "--reason", "drain", "--yes"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("weight 'a': write ROUTE=WEIGHT");
        assertThat(obeyed).isEmpty();
    }

    @Test
    void whoever_mixes_up_weights_and_shape_is_told_of_the_other() {
        assertThat(steelyard("shape", "www", "a=1")).isEqualTo(2);
        assertThat(err.toString()).contains("set STEELYARD_URL; through a running daemon: steelyard weights");
        assertThat(steelyard("shape", "www", "a=1", "--url", url)).isEqualTo(2);
        Map<String, String> environment = Map.of("STEELYARD_TOKEN", "x");
        assertThat(Root.commandLine(environment::get)
                        .setErr(new PrintWriter(err))
                        .execute("shape", "www", "a=1", "--url", url))
                .isEqualTo(1);
        assertThat(err.toString()).contains("if this is a running daemon: steelyard weights");
    }
}
