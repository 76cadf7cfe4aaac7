package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final Scene scene = new Scene().route("a", 50, 2, 4, 10).route("b", 50, 2, 4, 10);

    @Test
    void the_first_weights_are_taken_as_they_are() {
        assertThat(scene.poll().history().edit()).isEmpty();
    }

    @Test
    void weights_that_are_not_ours_are_an_edit() {
        scene.poll().weight("a", 80).poll();
        assertThat(scene.history().edit())
                .hasValueSatisfying(
                        edit -> assertThat(edit.changes()).containsExactly(new Edit.Change("a", 50, 80, List.of())));
    }

    @Test
    void an_edit_is_told_by_server_where_the_weight_of_a_route_is_their_sum() {
        Scene haproxy = new Scene(2, Scene.PER_SERVER)
                .servers("green", Map.of("green-1", 50, "green-2", 51, "green-3", 52))
                .servers("blue", Map.of("blue", 100))
                .poll()
                .servers("green", Map.of("green-1", 50, "green-2", 0, "green-3", 2))
                .servers("blue", Map.of("blue", 99))
                .poll();
        assertThat(haproxy.history().edit().orElseThrow().text())
                .isEqualTo("blue 100 -> 99, green 153 -> 52 (green-2 51 -> 0, green-3 52 -> 2)");
    }

    @Test
    void the_servers_of_an_edit_are_not_told_where_a_write_of_ours_came_between() {
        Scene haproxy = new Scene(2, Scene.PER_SERVER)
                .servers("a", Map.of("a1", 25, "a2", 25))
                .servers("b", Map.of("b1", 25, "b2", 25))
                .poll();
        haproxy.apply(reweigh(haproxy, 30, 70))
                .servers("a", Map.of("a1", 15, "a2", 1))
                .poll();
        assertThat(haproxy.history().edit().orElseThrow().text())
                .as("what the write gave each was not seen")
                .isEqualTo("a 30 -> 16");
    }

    @Test
    void what_was_set_on_servers_is_an_edit_also_if_the_weight_of_their_route_is_the_same_by_chance() {
        Scene haproxy = pairs().poll().servers("a", Map.of("a1", 80, "a2", 20)).poll();
        assertThat(haproxy.history().edit().orElseThrow().text())
                .isEqualTo("a 100 as before (a1 50 -> 80, a2 50 -> 20)");
        assertThat(haproxy.poll().history().edit().orElseThrow().changes())
                .as("as it was found first")
                .hasSize(1);
    }

    @Test
    void a_server_that_was_drained_while_another_was_raised_is_an_edit() {
        Scene haproxy = pairs().poll().servers("b", Map.of("b1", 100, "b2", 0)).poll();
        assertThat(haproxy.history().edit()).isPresent();
    }

    @Test
    void a_server_that_was_set_in_the_second_in_which_another_joins_is_an_edit() {
        Scene haproxy = pairs().poll()
                .servers("a", Map.of("a1", 50, "a2", 50, "a3", 30))
                .poll();
        assertThat(haproxy.history().edit()).as("one that joins").isEmpty();
        haproxy.servers("a", Map.of("a1", 50, "a2", 50)).poll();
        assertThat(haproxy.history().edit()).as("one that leaves").isEmpty();
        haproxy.servers("a", Map.of("a1", 10, "a2", 50, "a3", 40)).poll();
        assertThat(haproxy.history().edit().orElseThrow().text())
                .isEqualTo("a 100 as before (a1 50 -> 10, a3 0 -> 40)");
    }

    @Test
    void how_a_write_of_ours_was_divided_among_servers_is_no_edit() {
        Scene haproxy = pairs().poll();
        haproxy.apply(reweigh(haproxy, 31, 169))
                .servers("a", Map.of("a1", 16, "a2", 15))
                .servers("b", Map.of("b1", 84, "b2", 85))
                .polls(3);
        assertThat(haproxy.history().edit()).isEmpty();
        haproxy.servers("b", Map.of("b1", 85, "b2", 84)).poll();
        assertThat(haproxy.history().edit()).as("an edit by one unit").isPresent();
    }

    @Test
    void what_was_read_back_after_our_write_must_be_found_by_the_next_reading() {
        Scene haproxy = pairs().poll();
        Decision.Reweigh decision = reweigh(haproxy, 80, 100);
        Map<String, Map<String, Integer>> readBack =
                Map.of("a", Map.of("a1", 40, "a2", 40), "b", Map.of("b1", 50, "b2", 50));
        haproxy.event(decision)
                .event(new Outcome.Applied(decision, haproxy.now(), haproxy.now(), List.of(), readBack))
                .servers("a", Map.of("a1", 79, "a2", 1))
                .poll();
        assertThat(haproxy.history().edit().orElseThrow().text()).isEqualTo("a 80 as before (a1 40 -> 79, a2 40 -> 1)");
    }

    @Test
    void an_edit_on_servers_of_a_route_that_our_write_leaves_alone_is_one_also_if_it_was_read_back() {
        Scene haproxy = pairs().poll();
        Decision.Reweigh decision = reweigh(haproxy, 80, 100);
        Map<String, Map<String, Integer>> readBack =
                Map.of("a", Map.of("a1", 40, "a2", 40), "b", Map.of("b1", 99, "b2", 1));
        haproxy.event(decision)
                .event(new Outcome.Applied(decision, haproxy.now(), haproxy.now(), List.of(), readBack))
                .servers("a", Map.of("a1", 40, "a2", 40))
                .servers("b", Map.of("b1", 99, "b2", 1))
                .poll();
        assertThat(haproxy.history().edit().orElseThrow().text())
                .isEqualTo("b 100 as before (b1 50 -> 99, b2 50 -> 1)");
    }

    @Test
    void what_a_write_may_have_left_half_done_among_servers_is_no_edit_until_it_can_not_land_any_more() {
        Scene haproxy = pairs().poll();
        Decision.Reweigh decision = reweigh(haproxy, 60, 140);
        haproxy.event(decision)
                .event(new Outcome.Failed(
                        decision, haproxy.now(), haproxy.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"))
                .servers("b", Map.of("b1", 70, "b2", 50))
                .poll()
                .servers("b", Map.of("b1", 50, "b2", 70))
                .poll();
        assertThat(haproxy.history().edit())
                .as("all of it within what was written")
                .isEmpty();
        haproxy.pass(Duration.ofSeconds(31)).polls(2);
        haproxy.servers("b", Map.of("b1", 70, "b2", 50)).poll();
        assertThat(haproxy.history().edit()).isPresent();
    }

    @Test
    void an_edit_on_servers_of_a_route_that_a_lost_write_does_not_touch_is_one() {
        Scene haproxy = pairs().poll();
        Decision.Reweigh decision = reweigh(haproxy, 60, 100);
        haproxy.event(decision)
                .event(new Outcome.Failed(
                        decision, haproxy.now(), haproxy.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"))
                .servers("b", Map.of("b1", 99, "b2", 1))
                .poll();
        assertThat(haproxy.history().edit()).isPresent();
    }

    @Test
    void servers_with_other_weights_after_a_restart_of_the_balancer_are_no_edit() {
        Scene haproxy = pairs().poll()
                .incarnation("second")
                .servers("a", Map.of("a1", 80, "a2", 20))
                .polls(2);
        assertThat(haproxy.history().edit()).isEmpty();
    }

    @Test
    void after_a_rearming_what_was_set_on_servers_is_what_must_be_found() {
        Scene haproxy = pairs().poll().servers("a", Map.of("a1", 80, "a2", 20)).poll();
        haproxy.event(new Rearmed(
                        haproxy.now(), Scene.PATTERN, new Note("test", "test", haproxy.now(), Optional.empty())))
                .polls(2);
        assertThat(haproxy.history().edit()).isEmpty();
        haproxy.servers("a", Map.of("a1", 50, "a2", 50)).poll();
        assertThat(haproxy.history().edit()).isPresent();
    }

    private static Scene pairs() {
        return new Scene(2, Scene.PER_SERVER)
                .servers("a", Map.of("a1", 50, "a2", 50))
                .servers("b", Map.of("b1", 50, "b2", 50));
    }

    @Test
    void our_own_write_is_no_edit() {
        scene.poll().apply(reweigh(30, 70)).polls(3);
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void an_edit_after_our_write_is_an_edit() {
        scene.poll().apply(reweigh(30, 70)).poll().weight("a", 31).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void a_reading_that_began_before_our_write_ended_is_not_judged() {
        scene.poll();
        Moment before = scene.now();
        Observation.Seen late = scene.seen(before); // has the old weights
        scene.pass(Scene.SECOND).apply(reweigh(30, 70)).event(late);
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void a_reading_during_our_write_is_not_judged() {
        scene.poll().event(reweigh(30, 70)).weight("a", 30).poll();
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().pending()).isPresent();
    }

    @Test
    void after_a_write_of_unknown_effect_old_and_new_weights_are_both_ours() {
        unknownWrite();
        scene.weight("a", 30).poll(); // half of the write arrived
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().pending()).isEmpty();
    }

    @Test
    void after_a_write_of_unknown_effect_other_weights_are_an_edit() {
        unknownWrite();
        scene.weight("a", 99).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void what_was_read_back_after_a_failure_is_ours() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision,
                        scene.now(),
                        scene.now(),
                        Outcome.Failure.ERROR,
                        Map.of("a", 30, "b", 50),
                        "half written"))
                .weight("a", 30)
                .poll();
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void what_was_read_back_after_a_failure_and_cannot_be_ours_is_an_edit() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision,
                        scene.now(),
                        scene.now(),
                        Outcome.Failure.READ_BACK,
                        Map.of("a", 90, "b", 10),
                        "somebody was quicker"));
        assertThat(scene.history().pending()).as("nothing is decided meanwhile").isPresent();
        scene.weight("a", 90).weight("b", 10).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    /** Whatever became of the write, and whenever the edit comes: before it is read back, or so many readings after. */
    @Test
    void an_edit_around_a_failed_write_is_found_by_the_next_reading_and_nothing_is_decided_before() {
        Map<String, Integer> edited = Map.of("a", 99, "b", 50);
        List<Map<String, Integer>> readBack =
                List.of(Map.of(), Map.of("a", 50, "b", 50), Map.of("a", 30, "b", 50), Map.of("a", 30, "b", 70), edited);
        for (Outcome.Failure failure : Outcome.Failure.values()) {
            for (Map<String, Integer> found : readBack) {
                for (int readings = 0; readings < 12; readings++) {
                    Scene each = new Scene().route("a", 50, 2, 4, 10).route("b", 50, 2, 4, 10);
                    each.poll();
                    Decision.Reweigh decision = reweigh(each, 30, 70);
                    each.event(decision)
                            .event(new Outcome.Failed(decision, each.now(), each.now(), failure, found, "failed"));
                    if (!found.equals(edited)) {
                        found.forEach(each::weight);
                        each.polls(readings);
                    }
                    boolean unknown = found.equals(edited) || (found.isEmpty() && readings == 0);
                    String where = failure + " " + found + " " + readings;
                    assertThat(each.history().edit()).as(where).isEmpty();
                    assertThat(each.history().pending().isPresent()).as(where).isEqualTo(unknown);

                    edited.forEach(each::weight);
                    each.poll();
                    assertThat(each.history().edit()).as(where).isPresent();
                }
            }
        }
    }

    @Test
    void a_reload_between_a_write_and_its_reading_back_is_no_edit() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision,
                        scene.now(),
                        scene.now(),
                        Outcome.Failure.READ_BACK,
                        Map.of("a", 100, "b", 100),
                        "the weights of the configuration"))
                .incarnation("second")
                .weight("a", 100)
                .weight("b", 100)
                .polls(3);
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().pending()).isEmpty();
        scene.weight("a", 101).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void a_reload_while_a_write_is_under_way_is_no_edit_whatever_becomes_of_it() {
        reloadedUnderWay(decision ->
                new Outcome.Failed(decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));
        scene.polls(3);
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().pending()).isEmpty();
    }

    @Test
    void a_reload_right_after_a_write_that_was_read_back_is_no_edit() {
        reloadedUnderWay(decision -> new Outcome.Applied(decision, scene.now(), scene.now()));
        scene.polls(3);
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().moves()).isEmpty();
    }

    @Test
    void a_write_that_lands_in_part_on_the_reloaded_balancer_is_ours() {
        reloadedUnderWay(decision ->
                new Outcome.Failed(decision, scene.now(), scene.now(), Outcome.Failure.ERROR, Map.of(), "cut off"));
        scene.weight("b", 70).polls(3);
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void an_edit_of_the_reloaded_balancer_is_an_edit() {
        reloadedUnderWay(decision ->
                new Outcome.Failed(decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));
        scene.weight("b", 69).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    /** The balancer has 100 and 100 after it; nothing may be decided until the outcome is known. */
    private void reloadedUnderWay(Function<Decision.Reweigh, Outcome> outcome) {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .incarnation("second")
                .weight("a", 100)
                .weight("b", 100)
                .poll();
        assertThat(scene.history().pending()).isPresent();
        scene.event(outcome.apply(decision));
    }

    @Test
    void a_write_whose_answer_was_lost_may_land_late_and_is_ours() {
        lostWriteFoundAt(50);
        scene.poll().weight("a", 30).weight("b", 70).poll();
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().moves()).hasSize(1);
    }

    @Test
    void a_lost_write_that_the_next_reading_did_not_find_may_still_land() {
        unknownWrite();
        scene.poll().weight("a", 30).weight("b", 70).poll();
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().moves()).hasSize(1);
    }

    @Test
    void a_lost_write_may_land_in_parts() {
        unknownWrite();
        scene.weight("a", 30).polls(2).weight("b", 70).poll();
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().moves())
                .extracting(Move::before)
                .containsExactly(Map.of("a", 50, "b", 50), Map.of("a", 30, "b", 50));
    }

    @Test
    void after_a_lost_write_landed_its_old_weights_are_an_edit() {
        unknownWrite();
        scene.weight("a", 30)
                .weight("b", 70)
                .poll()
                .weight("a", 50)
                .weight("b", 50)
                .poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void a_part_of_a_lost_write_that_landed_and_is_taken_back_is_an_edit() {
        unknownWrite();
        scene.weight("a", 30).poll().weight("a", 50).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void while_a_lost_write_may_land_other_weights_are_an_edit() {
        unknownWrite();
        scene.poll().weight("a", 29).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void after_a_write_that_was_answered_its_weights_do_not_come_late() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision, scene.now(), scene.now(), Outcome.Failure.READ_BACK, Map.of(), "not read back"))
                .poll();
        scene.weight("a", 30).weight("b", 70).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void a_lost_write_that_lands_on_an_edit_which_was_given_back_meanwhile_is_ours() {
        unknownWrite();
        scene.weight("a", 29).poll();
        assertThat(scene.history().edit()).isPresent();
        scene.event(new Rearmed(scene.now(), Scene.PATTERN, new Note("ann", "mine", scene.now(), Optional.empty())));
        scene.weight("a", 30).poll().weight("b", 70).poll();
        assertThat(scene.history().edit()).isEmpty();
        scene.weight("b", 50).poll();
        assertThat(scene.history().edit()).as("it has landed").isPresent();
    }

    @Test
    void a_server_that_is_put_in_the_place_of_another_while_a_write_is_unclear_is_no_edit() {
        Scene haproxy = pairs().poll();
        Decision.Reweigh decision = reweigh(haproxy, 60, 140);
        haproxy.event(decision)
                .event(new Outcome.Failed(
                        decision, haproxy.now(), haproxy.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"))
                .servers("b", Map.of("b1", 50, "b3", 1))
                .poll();
        assertThat(haproxy.history().edit()).isEmpty();
    }

    @Test
    void half_of_a_write_is_an_edit_where_the_weight_is_the_routes_own() {
        Scene pairs =
                new Scene().route("a", 50, 2, 1, 10).route("b", 50, 2, 1, 10).poll();
        Decision.Reweigh decision = reweigh(pairs, 30, 70);
        pairs.event(decision)
                .event(new Outcome.Failed(
                        decision, pairs.now(), pairs.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"))
                .weight("a", 40)
                .poll();
        assertThat(pairs.history().edit()).isPresent();
    }

    @Test
    void a_proposal_that_somebody_follows_by_hand_is_no_edit() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision).event(new Outcome.Rehearsed(decision, scene.now(), scene.now()));
        scene.weight("a", 30).poll();
        assertThat(scene.history().edit()).as("not what was proposed").isPresent();
        scene.weight("b", 70).poll();
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().moves()).hasSize(1);
        scene.weight("a", 50).weight("b", 50).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void who_followed_a_proposal_just_before_the_agent_began_to_act_is_no_editor() {
        proposed(30, 70);
        scene.weight("a", 30).weight("b", 70);
        scene.event(Control.of(scene.now(), Mode.ACT)).poll();
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void what_was_proposed_counts_for_nothing_any_more_once_the_agent_acts() {
        proposed(30, 70);
        scene.event(Control.of(scene.now(), Mode.ACT)).poll();
        scene.weight("a", 30).weight("b", 70).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    private void proposed(int a, int b) {
        scene.poll();
        Decision.Reweigh decision = reweigh(a, b);
        scene.event(decision).event(new Outcome.Rehearsed(decision, scene.now(), scene.now()));
    }

    @Test
    void long_after_a_lost_write_the_same_weights_are_somebody_elses() {
        lostWriteFoundAt(50);
        scene.polls(40).weight("a", 30).weight("b", 70).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void a_route_of_several_servers_may_be_half_written() {
        Scene haproxy = new Scene(2, Scene.PER_SERVER).route("a", 40, 4, 4, 10).route("b", 60, 4, 4, 10);
        haproxy.poll();
        Decision.Reweigh decision = reweigh(haproxy, 80, 20);
        haproxy.event(decision)
                .event(new Outcome.Failed(
                        decision, haproxy.now(), haproxy.now(), Outcome.Failure.ERROR, Map.of(), "cut off"));
        haproxy.weight("a", 50).poll();
        assertThat(haproxy.history().edit()).isEmpty();
    }

    @Test
    void every_write_in_force_counts_as_a_move_also_one_whose_answer_was_lost() {
        unknownWrite();
        scene.weight("a", 30).weight("b", 70).poll();
        assertThat(scene.history().moves())
                .singleElement()
                .satisfies(move -> assertThat(move.after().of("a")).isEqualTo(30));
    }

    @Test
    void a_refused_write_has_a_cooldown_too() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Refused(
                        decision, scene.now(), scene.now(), Outcome.Refusal.REJECTED, "not with this algorithm"));
        assertThat(scene.history().writtenAt()).isPresent();
    }

    @Test
    void servers_that_join_a_route_change_its_weight_without_an_edit() {
        Scene haproxy = new Scene(2, Scene.PER_SERVER).route("a", 40, 4, 4, 10).route("b", 60, 4, 4, 10);
        haproxy.poll().route("a", 50, 5, 4, 10).poll();
        assertThat(haproxy.history().edit()).isEmpty();
        haproxy.weight("b", 61).poll();
        assertThat(haproxy.history().edit()).isPresent();
    }

    @Test
    void backends_that_join_a_route_do_not_hide_an_edit_where_weights_are_of_routes() {
        scene.poll().route("a", 80, 3, 4, 10).poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void moves_are_forgotten_after_ten_minutes_but_for_the_last_which_may_have_to_be_taken_back() {
        scene.poll().apply(reweigh(30, 70)).polls(300).apply(reweigh(40, 60)).polls(295);
        assertThat(scene.history().moves()).hasSize(2);
        assertThat(scene.polls(10).history().moves()).hasSize(1);
        assertThat(scene.polls(1000).history().moves())
                .singleElement()
                .satisfies(move -> assertThat(move.after().of("a")).isEqualTo(40));
    }

    @Test
    void a_write_that_was_taken_back_in_part_can_be_taken_back_again() {
        scene.poll().apply(decision("d1", "", 40, 60)).poll().apply(decision("d2", "", 10, 90));
        scene.poll();
        failed(decision("r1", "d2", 40, 60), Map.of("a", 40, "b", 90));
        scene.weight("a", 40).poll();
        assertThat(standing()).containsExactly("d2", "d1");

        scene.apply(decision("r2", "d2", 40, 60)).poll();
        assertThat(standing()).as("it is done now").containsExactly("d1");
    }

    @Test
    void a_write_that_was_taken_back_counts_as_that_also_when_a_route_came_meanwhile() {
        scene.poll().apply(decision("d1", "", 40, 60)).poll();
        failed(decision("r1", "d1", 50, 50), Map.of());
        scene.weight("a", 50).weight("b", 50).route("c", 7, 1, 1, 1).poll();
        assertThat(standing()).isEmpty();
    }

    @Test
    void a_write_that_landed_in_parts_is_taken_back_whole() {
        scene.poll();
        failed(decision("d1", "", 30, 70), Map.of());
        scene.weight("a", 30).polls(2).weight("b", 70).poll();
        assertThat(scene.history().standing()).singleElement().satisfies(move -> {
            assertThat(move.before()).isEqualTo(Map.of("a", 50, "b", 50));
            assertThat(move.after().byRoute()).isEqualTo(Map.of("a", 30, "b", 70));
        });
        scene.pass(Duration.ofMinutes(11)).poll();
        assertThat(scene.history().standing())
                .as("however old it is")
                .singleElement()
                .satisfies(move -> assertThat(move.before()).isEqualTo(Map.of("a", 50, "b", 50)));

        failed(decision("r1", "d1", 50, 50), Map.of());
        scene.weight("a", 50).polls(2).weight("b", 50).poll();
        assertThat(standing()).as("taken back, in parts too").isEmpty();
    }

    @Test
    void what_a_restart_of_the_balancer_undid_cannot_be_taken_back() {
        scene.poll().apply(decision("d1", "", 40, 60)).poll();
        scene.incarnation("second").weight("a", 70).weight("b", 30).polls(3);
        assertThat(scene.history().moves()).as("it still counts as speed").hasSize(1);
        assertThat(standing()).isEmpty();

        scene.apply(decision("d2", "", 60, 40)).polls(3);
        assertThat(standing()).containsExactly("d2");
    }

    @Test
    void what_a_restart_of_the_balancer_left_in_force_can_be_taken_back() {
        scene.poll().apply(decision("d1", "", 40, 60)).poll();
        scene.incarnation("second").polls(3);
        assertThat(standing()).containsExactly("d1");
    }

    private void failed(Decision.Reweigh decision, Map<String, Integer> found) {
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, found, "no answer"));
    }

    private List<String> standing() {
        return scene.history().standing().stream()
                .map(move -> move.decision().id())
                .toList();
    }

    @Test
    void a_restarted_balancer_begins_anew_without_an_edit() {
        scene.polls(5).incarnation("second").weight("a", 1).poll();
        assertThat(scene.history().edit()).isEmpty();
        assertThat(scene.history().readings()).hasSize(1);
    }

    @Test
    void a_write_of_which_it_was_open_what_became_when_the_balancer_restarted_counts_as_moved() {
        scene.poll();
        failed(decision("d1", "", 40, 60), Map.of());
        scene.incarnation("second").poll();
        assertThat(scene.history().moves())
                .as("as a whole: it may have been in force until then")
                .singleElement()
                .satisfies(move -> assertThat(move.after().byRoute()).containsEntry("a", 40));
        assertThat(standing()).isEmpty();
    }

    @Test
    void weights_of_a_suspect_reading_are_not_the_beginning_of_a_restarted_balancer() {
        scene.polls(5)
                .incarnation("second")
                .suspect("contradicts itself")
                .weight("a", 1)
                .poll();
        scene.trusted().weight("a", 50).poll();
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void an_edit_survives_an_empty_answer() {
        scene.poll().weight("a", 80).poll().emptyPoll().poll();
        assertThat(scene.history().edit()).isPresent();
    }

    @Test
    void a_suspect_answer_is_not_taken_for_the_weights_that_should_be_there() {
        scene.poll().weight("a", 1).suspect("duplicate route id a").poll();
        scene.trusted().weight("a", 50).poll();
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void after_a_server_came_back_its_first_readings_are_passed_over() {
        scene.polls(10)
                .route("a", 50, 0, 0, 0)
                .polls(10)
                .route("a", 50, 2, 0.1, 10)
                .polls(2);
        assertThat(scene.history().steady()).isEmpty();
        assertThat(scene.poll().history().steady()).hasSize(1);
    }

    @Test
    void one_backend_of_many_that_comes_and_goes_does_not_unsettle_a_route() {
        scene.route("a", 50, 10, 4, 10).polls(10).route("a", 50, 9, 4, 10).poll();
        assertThat(scene.history().steady()).hasSize(11);
    }

    @Test
    void routes_that_come_and_go_are_no_edit() {
        scene.poll().route("c", 0, 1, 0, 0).poll().without("b").poll();
        assertThat(scene.history().edit()).isEmpty();
    }

    @Test
    void after_a_change_the_first_readings_are_passed_over() {
        scene.polls(4).apply(reweigh(30, 70)).polls(2);
        assertThat(scene.history().steady()).isEmpty();
        assertThat(scene.poll().history().steady()).hasSize(1);
    }

    @Test
    void blocks_hold_settled_readings_of_one_set_of_weights_each_the_newest_first() {
        scene.polls(12).apply(reweigh(30, 70)).polls(7);
        List<Block> blocks = scene.history().blocks();
        assertThat(blocks).extracting(Block::readings).containsExactly(1, 4, 4, 4, 4);
        assertThat(blocks).extracting(Block::run).containsExactly(1L, 1L, 0L, 0L, 0L);
        assertThat(sums(blocks.get(0)).share()).as("of one of two backends").isCloseTo(0.15, within(1e-9));
        assertThat(sums(blocks.get(2)).share()).isCloseTo(0.25, within(1e-9));
    }

    @Test
    void no_reading_is_counted_before_it_has_settled() {
        scene.polls(12).apply(reweigh(30, 70)).polls(2);
        assertThat(scene.history().blocks()).extracting(Block::run).containsOnly(0L);
    }

    @Test
    void a_reading_that_contradicts_itself_is_not_counted() {
        scene.polls(3).suspect("a name twice").poll().trusted().poll();
        assertThat(scene.history().blocks()).extracting(Block::readings).containsExactly(4);
    }

    /** Else four readings would count as ten minutes of them, and chance as certainty. */
    @Test
    void the_time_of_missed_polls_is_not_counted_as_measured() {
        scene.polls(6).pass(Duration.ofMinutes(10)).polls(6);
        assertThat(scene.history().blocks())
                .allSatisfy(block -> assertThat(block.interval()).isBetween(1.0, 1.3));
    }

    @Test
    void older_blocks_are_longer_and_their_sums_are_kept() {
        scene.route("a", 50, 2, 3, 10).polls(300);
        List<Block> blocks = scene.history().blocks();
        assertThat(blocks).hasSizeLessThan(20);
        assertThat(blocks.stream().mapToInt(Block::readings).sum()).isEqualTo(300);
        Block oldest = blocks.get(blocks.size() - 1);
        assertThat(oldest.readings()).isGreaterThan(30);
        assertThat(sums(oldest).meanRate()).isCloseTo(5, within(1e-9));
        assertThat(sums(oldest).meanLoad()).isCloseTo(3, within(1e-9));
    }

    @Test
    void blocks_are_forgotten_after_an_hour() {
        assertThat(scene.polls(4000).history().blocks().stream()
                        .mapToInt(Block::readings)
                        .sum())
                .isBetween(3600 - 256, 3600 + 256);
    }

    @Test
    void of_a_route_with_dead_servers_a_block_has_the_share_that_its_live_ones_get() {
        Scene servers = new Scene(2, Scene.PER_SERVER)
                .line("a", new Scene.Line(100, 5, 10, 1, 10))
                .line("b", new Scene.Line(100, 10, 10, 1, 20))
                .polls(4);
        Block block = servers.history().blocks().get(0);
        assertThat(sums(block).share()).isCloseTo(1 / 15.0, within(1e-9));
    }

    private static Block.Sums sums(Block block) {
        return block.at(block.roster(), block.roster().place("a"));
    }

    @Test
    void the_most_backends_are_those_of_the_readings_that_are_kept() {
        SplittableRandom random = new SplittableRandom(1);
        for (int poll = 0; poll < 400; poll++) {
            int backends = 1 + random.nextInt(poll % 100 < 50 ? 3 : 9);
            History history = scene.line("a", new Scene.Line(50, backends, backends, 1, 10))
                    .poll()
                    .history();
            assertThat(history.mostBackends())
                    .isEqualTo(history.readings().stream()
                            .mapToInt(reading -> reading.endpoint().backends())
                            .max()
                            .orElseThrow());
        }
    }

    @Test
    void without_settling_the_reading_that_a_write_was_decided_by_is_no_reading_of_what_it_did() {
        Scene hasty = new Scene(0, Scene.PERMILLE)
                .route("a", 50, 1, 1, 10)
                .route("b", 50, 1, 1, 10)
                .polls(3);
        hasty.event(hasty.seen(hasty.now()));
        assertThat(hasty.history().steady()).hasSize(4);
        hasty.apply(reweigh(hasty, 70, 30)); // at the same moment
        assertThat(hasty.history().steady()).isEmpty();
        assertThat(hasty.pass(Scene.SECOND).poll().history().steady()).hasSize(1);
        assertThat(hasty.poll().history().steady()).hasSize(2);
    }

    @Test
    void the_window_is_bounded() {
        assertThat(scene.polls(200).history().readings()).hasSize(60);
    }

    @Test
    void a_route_that_we_emptied_for_want_of_backends_may_come_back() {
        scene.line("a", new Scene.Line(50, 0, 0, 0, 0)).poll().apply(reweigh(0, 100));
        assertThat(scene.history().evacuated()).containsExactly("a");
        scene.apply(reweigh(10, 90));
        assertThat(scene.history().evacuated()).isEmpty();
    }

    private void unknownWrite() {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));
        assertThat(scene.history().pending()).isPresent();
    }

    /** A write that timed out; read back, a has this weight and b its old one. */
    private void lostWriteFoundAt(int a) {
        scene.poll();
        Decision.Reweigh decision = reweigh(30, 70);
        scene.event(decision)
                .event(new Outcome.Failed(
                        decision,
                        scene.now(),
                        scene.now(),
                        Outcome.Failure.TIMEOUT,
                        Map.of("a", a, "b", 50),
                        "no answer"));
    }

    /** @param takesBack the id of the decision that it takes back, or "" */
    private Decision.Reweigh decision(String id, String takesBack, int a, int b) {
        Decision.Reweigh like = reweigh(a, b);
        return new Decision.Reweigh(
                id,
                like.at(),
                like.policy(),
                like.pattern(),
                like.reason(),
                like.figures(),
                like.base(),
                like.weights(),
                Belief.NONE,
                Optional.of(takesBack).filter(other -> !other.isEmpty()));
    }

    private Decision.Reweigh reweigh(int a, int b) {
        return reweigh(scene, a, b);
    }

    private static Decision.Reweigh reweigh(Scene scene, int a, int b) {
        return scene.reweigh("1", Map.of("a", a, "b", b));
    }
}
