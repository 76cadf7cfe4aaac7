package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.metrics.Scene;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Suspension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final Map<String, Integer> BEFORE = Map.of("a", 60, "b", 40, "c", 0);
    private static final Map<String, Integer> AFTER = Map.of("a", 50, "b", 50, "c", 0);

    private final Scene scene = new Scene();
    private final Journal journal = new Journal(scene.settings());

    @Test
    void the_state_follows_the_polls() {
        assertThat(journal.view().state()).isEqualTo(View.State.STARTING);
        journal.accept(scene.missed(Observation.Cause.CONNECT));
        assertThat(journal.view().state()).isEqualTo(View.State.STARTING);
        journal.accept(scene.seen(Scene.www()));
        assertThat(journal.view().state()).isEqualTo(View.State.OK);
        journal.accept(scene.missed(Observation.Cause.TIMEOUT));
        assertThat(journal.view().state()).isEqualTo(View.State.MISSED);
        scene.pass(Duration.ofMillis(3001));
        assertThat(journal.view().state()).isEqualTo(View.State.STALE);
        assertThat(journal.view().endpoints()).hasSize(1);
    }

    @Test
    void holds_in_a_row_that_say_the_same_are_one_entry_with_the_last_reason() {
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        journal.accept(scene.hold("other", Reason.Code.COOLDOWN, "1s of 3s"));
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "2s of 3s"));
        journal.accept(scene.hold("www", Reason.Code.BALANCED, "1.02 < 1.05"));

        assertThat(journal.view().entries())
                .extracting(entry ->
                        entry.decision().pattern() + " " + entry.decision().reason() + " " + entry.count())
                .containsExactly(
                        "www balanced: 1.02 < 1.05 1", "other cooldown: 1s of 3s 1", "www cooldown: 2s of 3s 2");
    }

    @Test
    void a_change_carries_its_outcome() {
        journal.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision = scene.reweigh("www", BEFORE, AFTER);
        journal.accept(decision);
        assertThat(journal.view().entries().get(0).result()).isEqualTo("shift");

        journal.accept(
                new Outcome.Refused(decision, scene.now(), scene.now(), Outcome.Refusal.CONFLICT, "a is 61, not 60"));

        assertThat(journal.view().entries().get(0).result()).isEqualTo("refused");
        assertThat(journal.view().latest().get("www"))
                .isEqualTo(journal.view().entries().get(0));
    }

    @Test
    void the_number_of_a_decision_is_that_of_no_other_run_and_a_link_to_one_of_before_says_so() {
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        long before = journal.view().entries().get(0).sequence();
        scene.pass(Duration.ofSeconds(2));
        Journal restarted = new Journal(scene.settings());
        restarted.accept(scene.hold("www", Reason.Code.COOLDOWN, "2s of 3s"));
        long after = restarted.view().entries().get(0).sequence();

        assertThat(after).isGreaterThan(before).isLessThan(1L << 53);
        assertThat(restarted.entry(after).entry()).isPresent();
        assertThat(restarted.entry(before).entry()).isEmpty();
        assertThat(restarted.entry(before).missing())
                .startsWith("decision " + before + " was made before this agent started at 2026-03-01T12:00:02Z");
        assertThat(restarted.entry(after + 1).missing()).isEqualTo("there is no decision " + (after + 1));
    }

    @Test
    void a_decision_that_is_not_kept_any_more_is_told_as_that() {
        for (int i = 0; i <= Journal.KEPT; i++) {
            journal.accept(scene.hold("www" + i, Reason.Code.COOLDOWN, "1s of 3s"));
        }
        long oldest = journal.view().entries().get(Journal.KEPT - 1).sequence();
        assertThat(journal.entry(oldest).entry()).isPresent();
        assertThat(journal.entry(oldest - 1).missing()).contains("is not kept any more: the last 500 changes");
    }

    @Test
    void an_outcome_is_not_that_of_another_endpoint_with_the_same_decision_id() {
        Decision.Reweigh here = scene.reweigh("www", BEFORE, AFTER);
        Decision.Reweigh there = new Decision.Reweigh(
                here.id(),
                here.at(),
                here.policy(),
                "other",
                here.reason(),
                here.figures(),
                here.base(),
                here.weights());
        journal.accept(here);
        journal.accept(there);

        journal.accept(new Outcome.Applied(here, scene.now(), scene.now()));

        assertThat(journal.view().entries())
                .extracting(entry -> entry.decision().pattern() + " " + entry.result())
                .containsExactly("other shift", "www applied");
    }

    @Test
    void endpoints_at_rest_do_not_push_out_what_was_done_to_others() {
        journal.accept(scene.reweigh("www", BEFORE, AFTER));
        for (int each = 0; each < 3 * Journal.KEPT; each++) {
            journal.accept(scene.hold("e" + each, Reason.Code.BALANCED, "1.0"));
        }

        assertThat(journal.view().entries()).hasSize(Journal.KEPT + 1);
        assertThat(journal.view().entries().get(Journal.KEPT).decision()).isInstanceOf(Decision.Reweigh.class);
    }

    @Test
    void an_endpoint_stays_suspended_until_a_policy_moves_again() {
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 61, expected 60"));
        journal.accept(scene.hold("www", Reason.Code.FRESHNESS, "4s > 3s"));
        assertThat(journal.view().suspended()).containsOnlyKeys("www");
        assertThat(journal.view().endpoints().get(0).suspended()).isTrue();

        journal.accept(scene.hold("www", Reason.Code.BALANCED, "1.0 < 1.05"));
        assertThat(journal.view().suspended()).isEmpty();
    }

    @Test
    void the_status_says_what_an_edit_changed_at_which_server_and_that_it_is_from_before_a_restart() {
        Moment earlier = new Moment(scene.now().wall().minusSeconds(60), Duration.ofMinutes(-1));
        Edit edit = new Edit(
                earlier, List.of(new Edit.Change("green", 100, 51, List.of(new Edit.OfMember("green-2", 50, 1)))));
        journal.accept(new Suspension(scene.now(), "www", Optional.of(edit)));
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "somebody else set the weights"));

        assertThat(StatusJson.of(journal.view(), Optional.empty()).suspended())
                .containsExactly(new SuspendedJson.LeftAlone(
                        "www",
                        "web",
                        Json.text(earlier),
                        "somebody else set the weights",
                        true,
                        List.of(new SuspendedJson.EditedRoute(
                                "green", 100, 51, List.of(new SuspendedJson.EditedServer("green-2", 50, 1))))));
    }

    @Test
    void an_edit_that_no_policy_was_kept_from_yet_is_shown_too_also_of_an_endpoint_that_is_not_there() {
        Moment earlier = new Moment(scene.now().wall().minusSeconds(60), Duration.ofMinutes(-1));
        journal.accept(suspension("gone", earlier, 51));
        journal.accept(suspension("www", scene.now(), 52));
        journal.accept(scene.seen(Scene.www()));

        assertThat(StatusJson.of(journal.view(), Optional.empty()).suspended())
                .containsExactly(
                        new SuspendedJson.LeftAlone(
                                "gone",
                                null,
                                Json.text(earlier),
                                "somebody else set the weights (green 100 -> 51), seen at 2026-03-01T11:59:00Z,"
                                        + " before a restart of the agent",
                                true,
                                List.of(new SuspendedJson.EditedRoute("green", 100, 51, List.of()))),
                        new SuspendedJson.LeftAlone(
                                "www",
                                null,
                                Json.text(scene.now()),
                                "somebody else set the weights (green 100 -> 52), seen at 2026-03-01T12:00:00Z",
                                false,
                                List.of(new SuspendedJson.EditedRoute("green", 100, 52, List.of()))));
        assertThat(journal.view().endpoints().get(0).suspended()).isTrue();
        assertThat(TextTable.said(journal.view()))
                .anyMatch(line -> line.startsWith("gone: suspended since ")
                        && line.contains("somebody else set the weights (green 100 -> 51)"));

        journal.accept(new Suspension(scene.now(), "gone", Optional.empty()));
        assertThat(journal.view().suspended()).containsOnlyKeys("www");
    }

    @Test
    void a_second_edit_is_told_in_its_own_words() {
        journal.accept(suspension("www", scene.now(), 51));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "green 100 -> 51"));
        scene.pass(Duration.ofSeconds(1));
        Moment second = scene.now();
        journal.accept(suspension("www", second, 52));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "green 51 -> 52"));

        Suspended suspended = Objects.requireNonNull(journal.view().suspended().get("www"));
        assertThat(suspended.text()).isEqualTo("green 51 -> 52");
        assertThat(suspended.since()).isEqualTo(second);
    }

    /** An order that is refused answers no edit; one that is written does, and that is told. */
    @Test
    void weights_by_hand_end_a_suspension_only_when_they_are_written() {
        journal.accept(suspension("www", scene.now(), 51));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "green 100 -> 51"));
        Decision.Reweigh like = scene.reweigh("www", BEFORE, AFTER);
        journal.accept(new Decision.Reweigh(
                like.id(),
                like.at(),
                "operator",
                "www",
                new Reason(Reason.Code.BY_HAND, "by alice: test"),
                List.of(),
                like.base(),
                like.weights()));
        assertThat(journal.view().suspended()).containsOnlyKeys("www");
        journal.accept(new Suspension(scene.now(), "www", Optional.empty()));
        assertThat(journal.view().suspended()).isEmpty();
    }

    private static Suspension suspension(String pattern, Moment at, int weight) {
        return new Suspension(
                at, pattern, Optional.of(new Edit(at, List.of(new Edit.Change("green", 100, weight, List.of())))));
    }

    @Test
    void desired_weights_are_shown_beside_observed_ones() {
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.reweigh("www", BEFORE, AFTER));

        EndpointView.RouteView a = journal.view().endpoints().get(0).routes().get(0);

        assertThat(a.weight()).hasValue(60);
        assertThat(a.desired()).hasValue(50);
        assertThat(a.share()).hasValue(0.6);
        assertThat(a.requestsPerSecond()).hasValue(40);
    }

    @Test
    void weights_by_hand_that_failed_are_not_wanted_any_more_but_those_of_a_policy_are() {
        journal.accept(scene.seen(Scene.www()));
        Decision.Reweigh policy = scene.reweigh("www", BEFORE, AFTER);
        journal.accept(policy);
        journal.accept(failed(policy));
        assertThat(journal.view().wanted()).containsOnlyKeys("www");

        Decision.Reweigh order = scene.order("www", BEFORE, AFTER);
        journal.accept(order);
        journal.accept(failed(order));
        journal.accept(scene.hold("www", Reason.Code.BY_HAND, "set by alice"));
        assertThat(journal.view().wanted()).isEmpty();
        EndpointView endpoint = journal.view().endpoints().get(0);
        assertThat(endpoint.wanted()).isEmpty();
        assertThat(endpoint.routes().get(0).desired()).hasValue(60);
    }

    @Test
    void weights_by_hand_that_the_balancer_has_lost_are_nobodys_wish_any_more() {
        journal.accept(scene.seen(Scene.www()));
        Decision.Reweigh order = scene.order("www", BEFORE, AFTER);
        journal.accept(order);
        Observation.Seen before = scene.seen(Scene.www());
        scene.pass(Duration.ofMillis(1));
        journal.accept(scene.applied(order));
        journal.accept(before);
        assertThat(journal.view().endpoints().get(0).routes().get(0).desired())
                .as("not read back yet")
                .hasValue(50);

        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.hold("www", Reason.Code.BY_HAND, "set by alice"));
        EndpointView endpoint = journal.view().endpoints().get(0);
        assertThat(endpoint.wanted()).isEmpty();
        assertThat(endpoint.routes().get(0).desired()).hasValue(60);
        assertThat(TextTable.of(journal.view())).doesNotContain("60 -> 50   ", "wanted by");
    }

    @Test
    void weights_of_a_policy_stay_wanted_while_they_are_proposed_and_not_once_the_balancer_has_lost_them() {
        journal.accept(scene.seen(Scene.www()));
        Decision.Reweigh policy = scene.reweigh("www", BEFORE, AFTER);
        journal.accept(policy);
        journal.accept(new Outcome.Rehearsed(policy, scene.now(), scene.now()));
        journal.accept(scene.seen(Scene.www()));
        assertThat(journal.view().endpoints().get(0).routes().get(0).desired()).hasValue(50);

        journal.accept(scene.applied(policy));
        journal.accept(scene.seen(Scene.www()));
        assertThat(journal.view().endpoints().get(0).routes().get(0).desired()).hasValue(60);
        assertThat(journal.view().wanted()).isEmpty();
    }

    private Outcome failed(Decision.Reweigh decision) {
        return new Outcome.Failed(
                decision, scene.now(), scene.now(), Outcome.Failure.ERROR, BEFORE, "permission denied");
    }

    @Test
    void an_endpoint_that_is_gone_leaves_only_its_entries() {
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.reweigh("www", BEFORE, AFTER));
        journal.accept(scene.seen());

        assertThat(journal.view().latest()).isEmpty();
        assertThat(journal.view().wanted()).isEmpty();
        assertThat(journal.view().entries()).hasSize(1);
    }

    @Test
    void a_view_does_not_change_any_more() {
        journal.accept(scene.seen(Scene.www()));
        View before = journal.view();
        journal.accept(scene.hold("www", Reason.Code.BALANCED, "1.0 < 1.05"));
        journal.accept(scene.missed(Observation.Cause.DECODE));

        assertThat(before.entries()).isEmpty();
        assertThat(before.state()).isEqualTo(View.State.OK);
    }
}
