package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Hold;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Suspension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DecisionLogTest {

    private final Scene scene = new Scene();
    private final DecisionLog log = new DecisionLog();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.steelyard.decisions");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @Test
    void a_refusal_that_repeats_is_said_once() {
        log.accept(refused("www", Outcome.Refusal.REJECTED));
        log.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        log.accept(refused("www", Outcome.Refusal.REJECTED));
        log.accept(refused("www", Outcome.Refusal.REJECTED));

        assertThat(warnings()).hasSize(1).first().asString().contains("www not written (rejected): 257 is above 256");
    }

    @Test
    void another_refusal_or_endpoint_is_said_again() {
        log.accept(refused("www", Outcome.Refusal.REJECTED));
        log.accept(refused("www", Outcome.Refusal.UNREADABLE));
        log.accept(refused("other", Outcome.Refusal.UNREADABLE));
        log.accept(failed("other", Outcome.Failure.TIMEOUT));
        log.accept(failed("other", Outcome.Failure.TIMEOUT));
        log.accept(failed("other", Outcome.Failure.ERROR));

        assertThat(warnings()).hasSize(5);
    }

    @Test
    void orders_are_a_warning_and_what_the_configuration_says_is_none() {
        Control control = Control.of(scene.now(), Mode.PROPOSE);
        log.accept(control.configured(scene.now(), Mode.ACT, LogLevel.INFO));
        assertThat(warnings()).isEmpty();

        log.accept(control.pause(new Note("alice", "deploy", scene.now(), Optional.empty())));
        assertThat(warnings())
                .singleElement()
                .asString()
                .endsWith(
                        "operators have ordered: all policies are paused by alice: deploy; the mode is propose, the log"
                                + " level info");
    }

    @Test
    void what_counts_is_told_in_sentences() {
        Note note = new Note("alice", "deploy", scene.now(), Optional.empty());
        Control control = Control.of(scene.now(), Mode.ACT);
        log.accept(control);
        log.accept(control.pause("web", note)
                .hold("www", new Hold(note, Map.of("a", 0)))
                .mode(Mode.OBSERVE, note)
                .log(LogLevel.WARN, note));
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "no order of an operator is in force: the mode is act, the log level info, as the configuration"
                                + " says",
                        "operators have ordered: policy web is paused by alice: deploy; www keeps the weights that were set"
                                + " by hand by alice: deploy; the mode is observe by alice: deploy, the log level warn by"
                                + " alice: deploy");
    }

    @Test
    void a_restart_that_set_weights_back_is_a_warning_and_one_that_kept_them_is_none() {
        log.accept(seen("1", 70));
        log.accept(seen("2", 70));
        assertThat(warnings()).isEmpty();

        log.accept(seen("3", 50));
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        "restarted or was reloaded, and 1 of 2 endpoints have other weights than before, such as www");
    }

    @Test
    void trouble_that_comes_back_after_a_success_is_said_again() {
        log.accept(failed("www", Outcome.Failure.TIMEOUT));
        log.accept(scene.applied(decision("www")));
        log.accept(failed("www", Outcome.Failure.TIMEOUT));

        assertThat(warnings()).hasSize(2);
    }

    @Test
    void an_edit_of_an_operator_is_said_once_though_the_policy_waits_in_between() {
        log.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 61, expected 60"));
        log.accept(scene.hold("www", Reason.Code.PENDING, "the write is not done"));
        log.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 61, expected 60"));
        assertThat(warnings()).hasSize(1);

        log.accept(scene.hold("www", Reason.Code.BALANCED, "1.0 < 1.05"));
        log.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 62, expected 60"));
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void an_edit_is_told_with_what_it_changed_as_numbers_and_another_one_is_told_too() {
        Edit edit = new Edit(
                scene.now(), List.of(new Edit.Change("green", 100, 51, List.of(new Edit.OfMember("green-2", 50, 1)))));
        log.accept(new Suspension(scene.now(), "www", Optional.of(edit)));
        log.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, edit.text()));
        log.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, edit.text()));
        assertThat(warnings()).hasSize(1);
        assertThat(fields(lines.list.get(0))).containsEntry("changes", edit.changes());

        log.accept(new Suspension(scene.now(), "www", Optional.of(new Edit(scene.now(), List.of()))));
        log.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "another"));
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void a_decision_has_the_fields_that_programs_look_for() {
        log.accept(new Outcome.Applied(decision("www"), scene.now(), scene.now().plus(Duration.ofMillis(250))));

        assertThat(fields(lines.list.get(0)))
                .containsEntry("decision_id", "d-1")
                .containsEntry("policy", "web")
                .containsEntry("endpoint", "www")
                .containsEntry("action", "shift")
                .containsEntry("reason", "rebalance")
                .containsEntry("outcome", "applied")
                .containsEntry("route", "a")
                .containsEntry("from", 60)
                .containsEntry("to", 50)
                .containsEntry("signal", "imbalance")
                .containsEntry("value", 1.5)
                .containsEntry("threshold", 1.05)
                .containsEntry("duration_seconds", 0.25)
                .containsKeys("changes", "figures", "reason_text");
    }

    @Test
    void a_failed_write_says_what_was_wanted_and_what_went_wrong() {
        log.accept(failed("www", Outcome.Failure.TIMEOUT));

        assertThat(fields(lines.list.get(0)))
                .containsEntry("outcome", "failed")
                .containsEntry("error", "timeout: no answer")
                .containsEntry("to", 50);
    }

    private static Map<String, Object> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream().collect(Collectors.toMap(pair -> pair.key, pair -> pair.value));
    }

    private Decision.Reweigh decision(String pattern) {
        return scene.reweigh(pattern, Map.of("a", 60, "b", 40), Map.of("a", 50, "b", 50));
    }

    /** A balancer's answer from the process with this number. */
    private Observation.Seen seen(String incarnation, int weight) {
        List<Endpoint> endpoints = List.of(
                Scene.endpoint("www", Scene.route("a", weight), Scene.route("b", 30)),
                Scene.endpoint("other", Scene.route("a", 10)));
        return new Observation.Seen(
                1, scene.now(), scene.now(), 0, new Snapshot("haproxy", incarnation, endpoints, List.of()));
    }

    private Outcome refused(String pattern, Outcome.Refusal refusal) {
        return new Outcome.Refused(decision(pattern), scene.now(), scene.now(), refusal, "257 is above 256");
    }

    private Outcome failed(String pattern, Outcome.Failure failure) {
        return new Outcome.Failed(decision(pattern), scene.now(), scene.now(), failure, Map.of(), "no answer");
    }

    private List<String> warnings() {
        return lines.list.stream()
                .filter(line -> line.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
