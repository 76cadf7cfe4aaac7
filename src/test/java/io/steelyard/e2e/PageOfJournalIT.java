package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Backend;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Exchange;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
import io.steelyard.model.Route;
import io.steelyard.model.Weights;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.web.Admin;
import io.steelyard.web.AgentServer;
import io.steelyard.web.Configuration;
import io.steelyard.web.Journal;
import io.steelyard.web.port.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** The page in a real browser, on events that are told one by one, and on a clock that stands still. */
@RequiresProgram({"chromium", "chromedriver"})
class PageOfJournalIT {

    private static final Map<String, Integer> BEFORE = Map.of("a", 60, "b", 40, "c", 0);
    private static final Map<String, Integer> AFTER = Map.of("a", 50, "b", 50, "c", 0);

    private static @Nullable Browser opened;

    private final Browser browser = Objects.requireNonNull(opened);
    private final Scene scene = new Scene();
    private final Journal journal = new Journal(scene.settings(), Control.of(scene.now(), Mode.ACT));
    private @Nullable DisposableServer server;

    @BeforeAll
    static void start() {
        opened = new Browser();
    }

    @AfterAll
    static void stop() {
        if (opened != null) {
            opened.close();
        }
    }

    @BeforeEach
    void serve() {
        server = serve(journal, 0);
        journal.accept(scene.seen(Scene.www()));
    }

    private DisposableServer serve(Journal shown, int port) {
        AgentServer agent = new AgentServer(
                scene.metrics(scene.settings()),
                shown,
                Admin.NONE,
                new Port(Optional.empty(), scene::now, Schedulers.immediate()),
                Schedulers.parallel());
        Loaded.Valid loaded = (Loaded.Valid) ConfigLoader.parse("s.yaml", "balancer: {type: simulator}", name -> null);
        agent.configuration(() -> new Configuration(loaded, Optional.empty(), Optional.empty()));
        return Objects.requireNonNull(agent.listen("127.0.0.1", port).block(Program.PATIENCE));
    }

    @AfterEach
    void nothing_is_complained_of() {
        assertThat(browser.complaints()).isEmpty();
        browser.open("about:blank");
        Objects.requireNonNull(server).disposeNow();
    }

    private void open(String query) {
        browser.open("http://127.0.0.1:" + Objects.requireNonNull(server).port() + "/" + query);
        browser.until(() -> browser.shows("#connection"));
    }

    @Test
    void a_write_whose_answer_came_too_late_but_that_was_read_back_says_so() {
        Decision.Reweigh write = scene.reweigh("www", BEFORE, AFTER);
        journal.accept(write);
        journal.accept(new Outcome.Applied(
                write, scene.now(), scene.now(), List.of(new Exchange("set weight www/a 50", Optional.empty()))));
        open("?view=decisions");
        browser.until(() -> browser.shows("tbody button"));
        browser.script("document.querySelector('tbody button').click(); return true;");
        browser.until(() -> browser.text("dialog[open]").contains("Said to the balancer"));
        assertThat(browser.text("dialog[open]"))
                .contains(
                        "Result: applied: the answer did not come in time, but the weights were read back, "
                                + "and they are the wanted ones, after 0 ms",
                        "No answer came in time.");
    }

    @Test
    void a_write_of_before_a_restart_is_listed_once_on_a_page_that_was_open_over_it() {
        Decision.Reweigh write = scene.reweigh("www", BEFORE, AFTER);
        journal.accept(write);
        DisposableServer ended = Objects.requireNonNull(server);
        try (FaultProxy between = FaultProxy.to(ended.port())) {
            browser.open("http://127.0.0.1:" + between.port() + "/?view=decisions");
            browser.until(() -> browser.text("tbody").contains("under way"));
            ended.disposeNow();
            scene.pass(Duration.ofSeconds(1));
            server = serve(restarted(write), ended.port());
            between.cut();
            browser.until(() -> browser.text("tbody").contains("applied"));
            assertThat(browser.<Long>script("return document.querySelectorAll('tbody tr').length;"))
                    .isEqualTo(1L);
        }
    }

    /** Of another run, which knows of it by the audit log. */
    private Journal restarted(Decision.Reweigh write) {
        Journal next = new Journal(scene.settings(), Control.of(scene.now(), Mode.ACT));
        Remains.Write told = Remains.Write.open(
                        write.id(),
                        scene.now().atBeforeStart(scene.now().wall()),
                        scene.now(),
                        write.policy(),
                        "www",
                        write.reason(),
                        write.base(),
                        write.weights().byRoute(),
                        Optional.empty(),
                        Map.of())
                .ended("applied", scene.now(), Map.of());
        next.earlier(List.of(new Remains(Optional.empty(), Optional.of(told))));
        next.accept(scene.seen(Scene.www()));
        return next;
    }

    @Test
    void with_old_data_the_head_does_not_say_live_though_the_server_answers() {
        open("");
        browser.until(() -> browser.shows("#stale"));
        assertThat(browser.text("#connection")).isEqualTo("○ connected");
        journal.accept(scene.seen(Scene.www()));
        browser.until(() -> browser.text("#connection").equals("● live"));
        assertThat(browser.shows("#stale")).isFalse();
    }

    @Test
    void an_order_by_hand_that_failed_is_not_wanted_any_more_says_why_and_can_be_given_again_or_ended() {
        Decision.Reweigh order = new Decision.Reweigh(
                "h-1",
                scene.now(),
                "operator",
                "www",
                new Reason(Reason.Code.BY_HAND, "by alice: drain"),
                List.of(),
                BEFORE,
                Weights.of(AFTER));
        Control control = Control.of(scene.now(), Mode.ACT);
        Hold hold = new Hold(new Note("alice", "drain", scene.now(), Optional.empty()), AFTER);
        journal.accept(control.hold("www", hold));
        journal.accept(order);
        open("");
        browser.until(() -> browser.text("[data-weight]").equals("60 → 50"));
        assertThat(browser.text("header")).contains("1 by hand");
        journal.accept(new Outcome.Failed(
                order, scene.now(), scene.now(), Outcome.Failure.ERROR, BEFORE, "permission denied"));
        journal.accept(control.hold("www", hold.notInForce("NOT IN FORCE: permission denied")));

        browser.until(() -> browser.text("[data-weight]").equals("60"));
        browser.until(() -> browser.text("#lapsed").equals("1 NOT IN FORCE"));
        assertThat(browser.text("header")).doesNotContain("by hand");
        assertThat(browser.text("article, details"))
                .contains(
                        "✗ Ordered by hand by alice",
                        "NOT IN FORCE: permission denied",
                        "(a set to 50, is 60; b set to 50, is 40)",
                        "Re-arm…");
        browser.click("Set again…");
        browser.until(() -> browser.shows("dialog[open] input[name=weight-a]"));
        assertThat(value("weight-a")).isEqualTo("50");
        browser.click("Cancel");
        browser.until(() -> !browser.shows("dialog[open]"));
        browser.click("1 NOT IN FORCE");
        browser.until(
                () -> browser.<String>script("return window.location.search;").contains("not+in+force"));
        assertThat(browser.faults()).isEmpty();
    }

    @Test
    void weights_by_hand_that_an_earlier_run_was_told_can_be_set_again() {
        Note note = new Note("alice", "drain", scene.now(), Optional.empty());
        scene.pass(Duration.ofSeconds(1));
        journal.accept(Control.of(scene.now(), Mode.ACT).hold("www", new Hold(note, AFTER)));
        journal.accept(scene.seen(Scene.www()));
        open("");
        browser.until(() -> browser.text("article, details").contains("✗ Ordered by hand by alice"));
        browser.click("Set again…");
        browser.until(() -> browser.shows("dialog[open] input[name=weight-a]"));
        assertThat(value("weight-a")).isEqualTo("50");
    }

    @Test
    void weights_by_hand_that_somebody_changes_are_told_at_the_next_reading() {
        Note note = new Note("alice", "drain", scene.now(), Optional.empty());
        journal.accept(Control.of(scene.now(), Mode.ACT).hold("www", new Hold(note, AFTER)));
        scene.pass(Duration.ofSeconds(1));
        journal.accept(
                scene.seen(Scene.endpoint("www", Scene.route("a", 50), Scene.route("b", 50), Scene.route("c", 0))));
        open("");
        browser.until(() -> browser.text("article, details").contains("Set by hand by alice"));
        journal.accept(
                scene.seen(Scene.endpoint("www", Scene.route("a", 50), Scene.route("b", 49), Scene.route("c", 0))));
        browser.until(() -> browser.text("#lapsed").equals("1 NOT IN FORCE"));
        assertThat(browser.text("article, details"))
                .contains("not in force", "✗ Ordered by hand by alice", "(b set to 50, is 49)");
    }

    @Test
    void weights_by_hand_are_set_again_for_the_time_that_they_had_left() {
        Optional<Moment> until = Optional.of(scene.now().plus(Duration.ofMinutes(90)));
        Note note = new Note("alice", "drain", scene.now(), until);
        scene.pass(Duration.ofMinutes(20));
        journal.accept(Control.of(scene.now(), Mode.ACT).hold("www", new Hold(note, AFTER)));
        journal.accept(scene.seen(Scene.www()));
        open("");
        browser.click("Set again…");
        browser.until(() -> browser.shows("dialog[open] input[name=term]"));
        assertThat(value("term")).matches("1h9m[0-9]+s|1h10m");
        assertThat(browser.<Boolean>script("return document.querySelector('[name=term]').checkValidity();"))
                .isTrue();
    }

    @Test
    void a_weight_that_nobody_typed_is_the_one_that_is_there_and_not_that_of_when_the_dialog_was_opened() {
        open("");
        browser.click("Set weights…");
        browser.until(() -> browser.shows("dialog[open] input[name=weight-a]"));
        browser.type("dialog[open] input[name=weight-b]", "7");
        journal.accept(
                scene.seen(Scene.endpoint("www", Scene.route("a", 55), Scene.route("b", 45), Scene.route("c", 0))));
        browser.until(() -> value("weight-a").equals("55"));
        assertThat(value("weight-b")).isEqualTo("7");
    }

    private String value(String name) {
        return browser.script("return document.querySelector('[name=" + name + "]').value;");
    }

    @Test
    void no_row_of_the_log_moves_while_somebody_reads_it_and_what_came_meanwhile_is_counted() {
        journal.accept(scene.reweigh("www", BEFORE, AFTER));
        open("?view=decisions&quiet=1");
        browser.until(() -> rows() == 1);
        journal.accept(scene.hold("other", Reason.Code.COOLDOWN, "1s of 3s"));
        browser.until(() -> rows() == 2);
        assertThat(browser.text("tbody tr")).as("the newest is first").contains("1s of 3s");

        browser.script("document.querySelector('.log [role=region]').focus(); return true;");
        journal.accept(scene.hold("other", Reason.Code.COOLDOWN, "2s of 3s"));
        browser.until(() -> browser.text("tbody tr").contains("2s of 3s")); // a row that goes on is told anew
        journal.accept(scene.reweigh("www", AFTER, BEFORE));
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        browser.until(() -> browser.text("#new").equals("▲ 2 new"));
        assertThat(rows()).isEqualTo(2);
        assertThat(browser.text("tbody tr")).contains("(×2, last 0 s ago)");
        assertThat(browser.faults()).isEmpty();

        browser.click("▲ 2 new");
        browser.until(() -> rows() == 4 && !browser.shows("#new"));
    }

    @Test
    void a_link_to_what_nothing_matches_says_so_and_leads_back_to_all() {
        journal.accept(scene.reweigh("www", BEFORE, AFTER));
        open("?view=decisions&reason=gravity&policy=web");
        browser.until(() -> browser.text("main").contains("No decision matches policy web, reason gravity."));
        assertThat(browser.<String>script("return [...document.querySelectorAll('select')].at(-1).value;"))
                .isEqualTo("gravity");
        browser.click("Show all");
        browser.until(() -> rows() == 1);
        assertThat(browser.text("nav [aria-current]")).isEqualTo("Decisions");

        open("?state=held+by+gravity&q=w");
        browser.until(() -> browser.text("main").contains("No endpoint matches w, state held by gravity."));
        assertThat(browser.text("[aria-pressed=true]")).isEqualTo("held by gravity 0");
        assertThat(browser.faults()).isEmpty();
        browser.click("Show all");
        browser.until(() -> endpoints().equals("www"));
    }

    @Test
    void the_log_is_saved_as_it_is_filtered(@TempDir Path folder) throws IOException {
        browser.downloads(folder);
        journal.accept(scene.reweigh("www", BEFORE, AFTER));
        journal.accept(scene.hold("other", Reason.Code.COOLDOWN, "1s of 3s"));
        journal.accept(scene.hold("api", Reason.Code.FLIPS, "6 reversals"));
        open("?view=decisions&action=hold");
        browser.until(() -> rows() == 2);
        browser.type("input[type=search]", "reversals");
        browser.until(() -> rows() == 1);
        browser.click("JSON");
        Path saved = folder.resolve("decisions.json");
        browser.until(() -> Files.exists(saved));
        JsonNode decisions = new JsonMapper().readTree(saved.toFile()).path("decisions");
        assertThat(decisions).hasSize(1);
        assertThat(decisions.at("/0/endpoint").asText()).isEqualTo("api");
    }

    @Test
    void the_next_decision_is_counted_down_to_and_then_due() {
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        open("?view=policies");
        browser.until(() -> browser.text("article").contains("Decides after every poll, each 1.0 s, the next is due;"));
        journal.accept(scene.seen(Scene.www()));
        browser.until(() -> browser.text("article").contains("each 1.0 s, next in less than 1 s;"));
        assertThat(browser.text("article")).doesNotContain(" 0 ms");
    }

    @Test
    void what_wants_attention_is_named_on_every_view_the_worst_first_and_a_link_leads_there_and_back() {
        journal.accept(three());
        open("?view=policies");
        browser.until(() -> browser.text("nav").contains("Policies"));
        assertThat(browser.shows("#attention")).as("nothing does").isFalse();
        journal.accept(scene.hold("edited", Reason.Code.OPERATOR_EDIT, "e is 2, expected 1"));
        journal.accept(scene.hold("frozen", Reason.Code.FLIPS, "6 reversals in 10 minutes"));
        journal.accept(scene.hold("calm", Reason.Code.COOLDOWN, "1s of 3s"));
        browser.until(
                () -> browser.text("#attention").equals("Needs attention: edited (suspended), frozen (held by flips)"));

        browser.click("frozen");
        browser.until(() -> endpoints().equals("frozen"));
        assertThat(browser.text("details")).contains("held by flips");
        assertThat(browser.faults()).isEmpty();
        browser.dark(true);
        assertThat(browser.contrastFaults()).isEmpty();
        browser.dark(false);
        browser.back();
        browser.until(() -> browser.text("nav [aria-current]").equals("Policies"));
        browser.click("1 suspended");
        browser.until(() -> endpoints().equals("edited"));
        assertThat(browser.text("[aria-pressed=true]")).isEqualTo("suspended 1");
        browser.click("attention 2");
        browser.until(() -> endpoints().equals("edited frozen"));
        browser.click("all 3");
        browser.until(() -> endpoints().equals("calm edited frozen")); // by name, so that none moves

        journal.accept(scene.hold("edited", Reason.Code.BALANCED, "as good as it gets"));
        browser.until(() -> browser.text("#attention").equals("Needs attention: frozen (held by flips)"));
    }

    private Observation.Seen three() {
        return scene.seen(
                Scene.endpoint("calm", served("c")),
                Scene.endpoint("edited", served("e")),
                Scene.endpoint("frozen", served("f")));
    }

    private static Route served(String id) {
        return Scene.route(id, 1, Scene.backend(id, 1, 1));
    }

    private String endpoints() {
        return browser.script(
                "return [...document.querySelectorAll('details h2')].map((h) => h.textContent).join(' ');");
    }

    @Test
    void the_last_write_says_by_whom_and_why_and_does_not_forget_while_others_rest() {
        journal.accept(three());
        Decision.Reweigh write = scene.reweigh("calm", Map.of("c", 1), Map.of("c", 5));
        journal.accept(write);
        journal.accept(new Outcome.Applied(write, scene.now(), scene.now()));
        open("");
        browser.until(() -> browser.text("#last-write").contains("applied"));
        assertThat(browser.text("#last-write"))
                .matches("Last write \\S+Z \\(\\d+ s ago\\) to calm, applied: c 1 → 5; by policy web, rebalance: "
                        + "load 3\\.0 > 2\\.0 details");
        for (int batch = 1; batch <= 3; batch++) {
            for (int each = 1; each <= 500; each++) {
                journal.accept(scene.hold(
                        "edited", each % 2 == 0 ? Reason.Code.COOLDOWN : Reason.Code.SETTLE, batch + " times " + each));
            }
            String last = batch + " times 500";
            browser.until(() -> browser.text().contains(last)); // each is sent before the journal has forgotten it
        }
        assertThat(browser.text("#last-write")).contains("to calm, applied: c 1 → 5");

        Decision.Reweigh next = scene.reweigh("frozen", Map.of("f", 1), Map.of("f", 3));
        journal.accept(next);
        journal.accept(new Outcome.Applied(next, scene.now(), scene.now()));
        journal.accept(three());
        browser.until(() -> browser.text("#last-write").contains("to frozen, applied: f 1 → 3"));
        assertThat(browser.text("details")).contains("applied rebalance: load 3.0 > 2.0");
    }

    @Test
    void on_a_telephone_nothing_stands_beyond_the_edge_and_a_policy_shows_its_signals() {
        journal.accept(scene.seen(Scene.endpoint("a-rather-long-name.of-an-endpoint.example.com", served("c"))));
        journal.accept(
                scene.reweigh("a-rather-long-name.of-an-endpoint.example.com", Map.of("c", 1), Map.of("c", 2_000)));
        browser.size(375, 800);
        try {
            for (String view : List.of("endpoints", "decisions", "policies", "config")) {
                open("?view=" + view);
                browser.until(() -> browser.shows("main tbody tr"));
                assertThat(browser.<List<Object>>script(
                                "return [document.documentElement, ...document.querySelectorAll("
                                        + "'.scroll')].filter((each) => each.scrollWidth > each.clientWidth)"
                                        + ".map((each) => each.outerHTML.slice(0, 100));"))
                        .as(view)
                        .isEmpty();
                assertThat(browser.faults()).as(view).isEmpty();
            }
            open("?view=policies");
            browser.until(() -> browser.text("td.signals").equals("imbalance 1.50 of 1.05"));
            open("");
            browser.until(() -> browser.shows("td[data-rate]"));
            assertThat(browser.text("td[data-rate]")).isEqualTo("1.00 (100.0%)");
        } finally {
            browser.size(1280, 900);
        }
    }

    @Test
    void a_dialog_is_opened_and_left_by_the_keyboard_and_the_focus_is_where_it_was() {
        open("");
        browser.until(() -> browser.shows("details button"));
        browser.script("[...document.querySelectorAll('button')].find((each) => each.textContent === 'Set weights…')"
                + ".focus(); return true;");
        browser.press(Keys.ENTER);
        browser.until(() -> focused().equals("reason"));
        browser.press("looking");
        browser.press(Keys.ESCAPE);
        browser.until(() -> !browser.shows("dialog[open]"));
        assertThat(focused()).isEqualTo("Set weights…");
    }

    private String focused() {
        return browser.script("return document.activeElement.name || document.activeElement.textContent;");
    }

    /** Half an hour of nine endpoints, of which four want attention. */
    @Test
    @EnabledIfSystemProperty(named = "screenshots.write", matches = "true")
    void the_picture_of_what_wants_attention() {
        for (int step = 0; step < 180; step++) {
            scene.pass(Duration.ofSeconds(10));
            journal.accept(shop(step, 100));
        }
        Note drain = new Note("alice", "drain blue for a deploy", scene.now(), Optional.empty());
        journal.accept(
                Control.of(scene.now(), Mode.ACT).hold("login", new Hold(drain, Map.of("blue", 0, "green", 100))));
        Decision.Reweigh write =
                scene.reweigh("assets", Map.of("blue", 110, "green", 90), Map.of("blue", 100, "green", 100));
        journal.accept(write);
        journal.accept(scene.applied(write));
        scene.pass(Duration.ofMinutes(2));
        for (String calm : List.of("api", "assets", "billing", "images", "search")) {
            journal.accept(
                    scene.hold(calm, Reason.Code.DEAD_BAND, "the share of blue would change by 1.9%, within 5.0%"));
        }
        journal.accept(scene.hold(
                "checkout", Reason.Code.OPERATOR_EDIT, "somebody else set the weights (blue 100 -> 60); re-arm it"));
        journal.accept(scene.hold("web", Reason.Code.FLIPS, "the weights were reversed 6 times within 10m"));
        journal.accept(shop(180, 60));
        open("");
        browser.until(() -> browser.text("#attention").contains("web (held by flips)"));
        browser.size(1280, 700);
        browser.dark(true);
        journal.accept(shop(181, 60));
        browser.until(() -> !browser.shows("#stale"));
        browser.screenshot(Path.of("docs/images/page-attention.png"));
        browser.dark(false);
        browser.size(1280, 900);
    }

    private Observation.Seen shop(int step, int checkout) {
        List<String> names = List.of("api", "assets", "billing", "checkout", "images", "login", "old", "search", "web");
        return scene.seen(names.stream()
                .map(name -> {
                    double wave = 20 + 6 * Math.sin((step + 7.0 * names.indexOf(name)) / 20) + step % 3;
                    Backend green = Scene.backend(name + "-2", wave * 1.1, wave * 21);
                    return Scene.endpoint(
                            name,
                            Scene.route(
                                    "blue",
                                    name.equals("checkout") ? checkout : 100,
                                    Scene.backend(name + "-1", wave, wave * 20)),
                            name.equals("old") ? Scene.route("green", 100) : Scene.route("green", 100, green));
                })
                .toArray(Endpoint[]::new));
    }

    private long rows() {
        return browser.<Long>script("return document.querySelectorAll('tbody tr').length;");
    }
}
