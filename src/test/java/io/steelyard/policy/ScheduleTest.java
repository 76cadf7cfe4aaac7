package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {

    // begins at midnight UTC of Thursday, 2026-01-01
    private final Scene scene =
            new Scene().route("a", 500, 1, 1, 10).route("b", 300, 1, 1, 10).route("c", 200, 1, 1, 10);

    @Test
    void the_entry_that_began_last_is_in_force() {
        ScheduleParameters.Entry day = weights("0 8 * * *", Map.of("a", 8.0, "b", 1.0, "c", 1.0));
        ScheduleParameters.Entry night = weights("0 20 * * *", Map.of("a", 1.0, "b", 1.0, "c", 8.0));
        scene.pass(Duration.ofHours(9)).poll();
        Proposal.Target target = (Proposal.Target) propose(day, night);
        assertThat(target.shares()).isEqualTo(Shares.inProportion(Map.of("a", 8, "b", 1, "c", 1)));
        assertThat(target.reason().code()).isEqualTo(Code.SCHEDULE);
        assertThat(target.reason().text()).contains("\"0 8 * * *\" is in force since 2026-01-01T08:00:00Z");
        scene.pass(Duration.ofHours(12)).poll();
        assertThat(((Proposal.Target) propose(day, night)).shares().of("c")).isCloseTo(0.8, within(1e-9));
    }

    @Test
    void an_entry_that_began_before_the_agent_did_is_in_force_too() {
        scene.poll();
        Proposal.Target target = (Proposal.Target) propose(weights("0 12 * * *", Map.of("a", 1.0, "b", 1.0, "c", 0.0)));
        assertThat(target.reason().text()).contains("since 2025-12-31T12:00:00Z");
    }

    @Test
    void a_cap_takes_what_is_above_it_and_gives_it_to_the_others_in_proportion() {
        scene.poll();
        Proposal.Target target = (Proposal.Target)
                propose(new ScheduleParameters.Entry(Times.parse("0 0 * * *"), Map.of(), Map.of("a", 0.3, "b", 0.36)));
        assertThat(target.shares().of("a")).isCloseTo(0.3, within(1e-9));
        assertThat(target.shares().of("b")).isCloseTo(0.36, within(1e-9));
        assertThat(target.shares().of("c")).isCloseTo(0.34, within(1e-9));
    }

    @Test
    void an_entry_without_weights_and_caps_leaves_all_as_it_is() {
        scene.poll();
        Proposal proposal = propose(
                weights("0 12 * * *", Map.of("a", 1.0, "b", 1.0, "c", 1.0)),
                new ScheduleParameters.Entry(Times.parse("0 0 * * *"), Map.of(), Map.of()));
        assertThat(proposal.reason().code()).isEqualTo(Code.BALANCED);
    }

    private static ScheduleParameters.Entry weights(String at, Map<String, Double> weights) {
        return new ScheduleParameters.Entry(Times.parse(at), weights, Map.of());
    }

    private Proposal propose(ScheduleParameters.Entry... entries) {
        return new Schedule(new ScheduleParameters(Zone.parse("UTC"), List.of(entries))).propose(scene.history());
    }

    @Test
    void without_any_weight_there_is_no_choice() {
        Scene none = new Scene().route("a", 0, 1, 1, 10).poll();
        Proposal proposal = new Schedule(
                        new ScheduleParameters(Zone.parse("UTC"), List.of(weights("0 0 * * *", Map.of("a", 1.0)))))
                .propose(none.history());
        assertThat(proposal.reason()).isEqualTo(new io.steelyard.model.Reason(Code.NO_CHOICE, "no route has traffic"));
    }

    @Test
    void of_two_that_begin_at_once_the_later_in_the_list_is_in_force() {
        scene.poll();
        Proposal.Target target = (Proposal.Target) propose(
                weights("0 0 * * *", Map.of("a", 1.0, "b", 0.0, "c", 0.0)),
                weights("0 0 * * *", Map.of("a", 0.0, "b", 1.0, "c", 0.0)));
        assertThat(target.shares().of("b")).isEqualTo(1);
    }

    @Test
    void caps_that_nobody_can_make_up_for_leave_all_as_it_is() {
        scene.poll();
        Proposal proposal = propose(capping(Map.of("a", 0.2, "b", 0.3, "c", 0.2)));
        assertThat(proposal.reason().code()).isEqualTo(Code.BALANCED);
    }

    @Test
    void a_route_without_backends_takes_nothing_of_what_is_cut() {
        scene.route("b", 300, 0, 0, 0).poll();
        Proposal.Target target = (Proposal.Target) propose(capping(Map.of("a", 0.4)));
        assertThat(target.shares().of("a")).isCloseTo(0.4, within(1e-9));
        assertThat(target.shares().of("b")).isCloseTo(0.3, within(1e-9));
        assertThat(target.shares().of("c")).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void one_that_reaches_its_cap_hands_on_what_is_above() {
        scene.poll();
        // 0.2 of a go to b and c by 3 : 2, of which b may take only a twentieth
        Proposal.Target target = (Proposal.Target) propose(capping(Map.of("a", 0.3, "b", 0.35)));
        assertThat(target.shares().of("b")).isCloseTo(0.35, within(1e-9));
        assertThat(target.shares().of("c")).isCloseTo(0.35, within(1e-9));
        assertThat(target.figures())
                .singleElement()
                .satisfies(drift -> assertThat(drift.value()).isCloseTo(0.2, within(1e-9)));
    }

    @Test
    void an_entry_has_weights_or_caps_and_a_schedule_has_entries() {
        assertThatThrownBy(() ->
                        new ScheduleParameters.Entry(Times.parse("0 0 * * *"), Map.of("a", 1.0), Map.of("a", 0.5)))
                .hasMessageContaining("has weights and caps");
        assertThatThrownBy(() -> weights("0 0 * * *", Map.of("a", 0.0))).hasMessageContaining("none is above 0");
        assertThatThrownBy(() -> new ScheduleParameters(Zone.parse("UTC"), List.of()))
                .hasMessageContaining("entries is empty");
    }

    private static ScheduleParameters.Entry capping(Map<String, Double> caps) {
        return new ScheduleParameters.Entry(Times.parse("0 0 * * *"), Map.of(), caps);
    }
}
