package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is remembered of endpoints that are not there any more. */
class HistoriesTest {

    private final Scene scene = new Scene().route("a", 50, 2, 4, 10).route("b", 50, 2, 4, 10);

    @Test
    void one_empty_answer_costs_nothing_that_was_learned() {
        scene.polls(30).emptyPoll();
        assertThat(scene.history().readings()).hasSize(30);
        assertThat(scene.history().blocks()).isNotEmpty();
        assertThat(scene.poll().history().readings()).hasSize(31);
    }

    @Test
    void of_an_endpoint_that_is_gone_only_its_last_reading_is_kept_and_whose_its_weights_are() {
        scene.polls(30).weight("a", 80).poll();
        scene.event(new Advice(
                scene.now(),
                "test",
                Scene.PATTERN,
                Map.of("a", new Advice.OfRoute(9, 8, 4, false, 93.5)),
                Optional.empty()));
        IntStream.range(0, 10).forEach(i -> scene.emptyPoll());
        assertThat(scene.history().readings()).hasSize(1);
        assertThat(scene.history().latest().weights().orElseThrow()).containsEntry("a", 80);
        assertThat(scene.history().blocks()).isEmpty();
        assertThat(scene.history().mostWanted("a", Duration.ofMinutes(5))).isZero();
        assertThat(scene.history().edit()).isPresent();

        scene.poll();
        assertThat(scene.history().edit()).as("when it is back").isPresent();
    }

    @Test
    void of_the_writes_to_an_endpoint_that_is_gone_the_last_one_stays() {
        scene.polls(10);
        for (int weight = 40; weight < 44; weight++) {
            scene.apply(reweigh(weight)).polls(5);
        }
        IntStream.range(0, 10).forEach(i -> scene.emptyPoll());
        assertThat(scene.history().moves()).as("they still count as speed").hasSize(4);
        scene.pass(Duration.ofMinutes(11)).emptyPoll();
        assertThat(scene.history().moves())
                .singleElement()
                .satisfies(move -> assertThat(move.after().of("a")).isEqualTo(43));
    }

    @Test
    void an_edit_that_an_earlier_run_left_counts_whatever_is_found_until_it_is_answered() {
        Moment earlier = new Moment(scene.now().wall().minusSeconds(60), Duration.ofMinutes(-1));
        Edit edit = new Edit(earlier, List.of(new Edit.Change("a", 50, 80, List.of())));
        Histories histories =
                new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE), Map.of(Scene.PATTERN, edit), Map.of());
        assertThat(histories.edit(Scene.PATTERN)).as("not seen yet").contains(edit);
        for (String incarnation : List.of("first", "another")) {
            scene.incarnation(incarnation).pass(Scene.SECOND);
            assertThat(suspensions(histories.add(scene.seen(scene.now())))).isEmpty();
            assertThat(histories.edit(Scene.PATTERN)).contains(edit);
            assertThat(histories.at(Scene.PATTERN, scene.now()).orElseThrow().edit())
                    .contains(edit);
        }
        Note note = new Note("alice", "done", scene.now(), Optional.empty());
        Rearmed rearmed = new Rearmed(scene.now(), Scene.PATTERN, note);
        assertThat(histories.add(rearmed))
                .containsExactly(new Suspension(scene.now(), Scene.PATTERN, Optional.empty()));
        assertThat(histories.add(rearmed)).isEmpty();
        assertThat(histories.edit(Scene.PATTERN)).isEmpty();
    }

    @Test
    void an_endpoint_that_was_not_seen_since_the_start_can_be_rearmed() {
        Edit edit = new Edit(scene.now(), List.of());
        Histories histories =
                new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE), Map.of("gone", edit), Map.of());
        Note note = new Note("alice", "done", scene.now(), Optional.empty());
        assertThat(histories.add(new Rearmed(scene.now(), "gone", note))).hasSize(1);
        assertThat(histories.edit("gone")).isEmpty();
    }

    @Test
    void what_became_of_a_write_answers_no_edit_of_an_endpoint_that_is_gone() {
        Edit edit = new Edit(scene.now(), List.of());
        Histories histories =
                new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE), Map.of(Scene.PATTERN, edit), Map.of());
        scene.polls(3);
        assertThat(histories.add(new Outcome.Failed(
                        reweigh(10), scene.now(), scene.now(), Outcome.Failure.ERROR, Map.of(), "the socket is gone")))
                .isEmpty();
        assertThat(histories.edit(Scene.PATTERN)).contains(edit);
    }

    @Test
    void whose_the_weights_are_is_told_when_that_changes_and_only_then() {
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE));
        assertThat(told(histories, scene.seen(scene.now()))).isEmpty();
        scene.weight("a", 80).pass(Scene.SECOND);
        assertThat(told(histories, scene.seen(scene.now())))
                .singleElement()
                .isInstanceOfSatisfying(
                        Suspension.class, told -> assertThat(told.edit()).isPresent());
        scene.pass(Scene.SECOND);
        assertThat(told(histories, scene.seen(scene.now()))).isEmpty();
        Decision.Reweigh decision = reweigh(10);
        assertThat(told(histories, decision)).isEmpty();
        assertThat(told(histories, new Outcome.Applied(decision, scene.now(), scene.now())))
                .as("by hand, or after guard.rearm_after")
                .containsExactly(new Suspension(scene.now(), Scene.PATTERN, Optional.empty()));
    }

    /** A kill may fall between any two that are told: weights that were kept without their edit would pass for ours. */
    @Test
    void an_edit_is_told_before_its_weights_and_new_weights_before_that_it_counts_no_more() {
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE));
        scene.event(scene.seen(scene.now()));
        histories.add(scene.seen(scene.now()));
        scene.weight("a", 80).pass(Scene.SECOND).event(scene.seen(scene.now()));
        assertThat(histories.add(scene.seen(scene.now()))).hasExactlyElementsOfTypes(Suspension.class, Rebased.class);
        Decision.Reweigh decision = reweigh(10);
        histories.add(decision);
        assertThat(histories.add(new Outcome.Applied(decision, scene.now(), scene.now())))
                .hasExactlyElementsOfTypes(Rebased.class, Suspension.class);
    }

    /** So that whoever keeps what is told must not take it for the balancer's newest process. */
    @Test
    void what_became_of_a_write_to_an_endpoint_that_a_reload_took_away_is_told_of_the_process_that_had_it() {
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE));
        scene.event(scene.seen(scene.now()));
        histories.add(scene.seen(scene.now()));
        Decision.Reweigh decision = reweigh(10);
        histories.add(decision);
        Snapshot reloaded = new Snapshot("test", "second", List.of(), List.of());
        histories.add(new Observation.Seen(9, scene.now(), scene.now(), 0, reloaded));
        assertThat(histories.add(new Outcome.Applied(decision, scene.now(), scene.now())))
                .first()
                .isInstanceOfSatisfying(
                        Rebased.class,
                        told -> assertThat(told.baseline().orElseThrow().incarnation())
                                .isEqualTo("first"));
    }

    private List<Event> told(Histories histories, Event event) {
        scene.event(event);
        return suspensions(histories.add(event));
    }

    private static List<Event> suspensions(List<Event> told) {
        return told.stream().filter(Suspension.class::isInstance).toList();
    }

    /** Many small endpoints or few large ones: what counts is what they hold. */
    @Test
    void endpoints_that_are_gone_are_forgotten_the_longest_gone_first_when_their_routes_are_too_many() {
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE));
        for (int poll = 1; poll <= 8; poll++) {
            Moment now = new Moment(Instant.EPOCH, Duration.ofSeconds(poll));
            Endpoint endpoint = endpoint("gone-" + poll, 2_500);
            histories.add(new Observation.Seen(
                    poll, now, now, 0, new Snapshot("test", "first", List.of(endpoint), List.of())));
        }
        Moment now = new Moment(Instant.EPOCH, Duration.ofSeconds(8));
        assertThat(IntStream.rangeClosed(1, 8)
                        .filter(poll -> histories.at("gone-" + poll, now).isPresent()))
                .containsExactly(5, 6, 7, 8);
    }

    @Test
    void an_edit_is_not_forgotten_with_its_endpoint() {
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE));
        histories.add(seen(1, endpoint("edited", 1, 6_000)));
        List<Event> told = new ArrayList<>(suspensions(histories.add(seen(2, endpoint("edited", 7, 6_000)))));
        assertThat(told).hasSize(1);
        Edit edit = histories.edit("edited").orElseThrow();
        for (int poll = 3; poll < 6; poll++) {
            told.addAll(suspensions(histories.add(seen(poll, endpoint("other-" + poll, 1, 6_000)))));
        }
        assertThat(histories.at("edited", at(6))).as("its readings").isEmpty();
        assertThat(told).as("it stays suspended, in the file too").hasSize(1);
        assertThat(histories.edit("edited")).contains(edit);

        histories.add(seen(6, endpoint("edited", 9, 6_000)));
        assertThat(histories.at("edited", at(6)).orElseThrow().edit())
                .as("when it is back")
                .contains(edit);
    }

    @Test
    void of_edits_of_endpoints_that_are_forgotten_only_so_many_are_kept() {
        SortedMap<String, Edit> kept = new TreeMap<>();
        IntStream.range(0, 10_000).forEach(i -> kept.put("edited-" + (10_000 + i), new Edit(at(0), List.of())));
        Histories histories = new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE), kept, Map.of());
        List<Event> told = new ArrayList<>();
        told.addAll(histories.add(seen(1, endpoint("one-more", 1, 10_000))));
        told.addAll(histories.add(seen(2, endpoint("one-more", 7, 10_000))));
        told.clear();
        told.addAll(suspensions(histories.add(seen(3))));
        assertThat(told).containsExactly(new Suspension(at(3), "edited-10000", Optional.empty()));
        assertThat(histories.edit("edited-10000")).isEmpty();
        assertThat(histories.edit("edited-10001")).isPresent();
        assertThat(histories.edit("one-more")).isPresent();
    }

    private static Moment at(int second) {
        return new Moment(Instant.EPOCH.plusSeconds(second), Duration.ofSeconds(second));
    }

    private static Observation.Seen seen(int poll, Endpoint... endpoints) {
        return new Observation.Seen(
                poll, at(poll), at(poll), 0, new Snapshot("test", "first", List.of(endpoints), List.of()));
    }

    private static Endpoint endpoint(String pattern, int routes) {
        return endpoint(pattern, 1, routes);
    }

    private static Endpoint endpoint(String pattern, int weight, int routes) {
        List<Route> all = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            all.add(new Route(
                    "r" + i, Selector.parse("route=r" + i), OptionalInt.of(i == 0 ? weight : 1), "", List.of(), 0));
        }
        return new Endpoint(pattern, "", Optional.empty(), false, all, Optional.empty());
    }

    private Decision.Reweigh reweigh(int a) {
        return scene.reweigh("1", Map.of("a", a, "b", 50));
    }
}
