package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is found at a start is judged by what the run before it left. */
class RemainsTest {

    private final Scene scene = new Scene().route("a", 50, 2, 1, 10).route("b", 50, 2, 1, 10);
    private final List<Baseline> told = new ArrayList<>();
    private Histories histories = histories(Map.of());

    private static Histories histories(Map<String, Remains> left) {
        return new Histories(pattern -> new Horizon(60, 2, Scene.PERMILLE), Map.of(), left);
    }

    private void event(Event event) {
        for (Event each : histories.add(event)) {
            if (each instanceof Rebased rebased) {
                told.clear();
                rebased.baseline().ifPresent(told::add);
            }
        }
    }

    private void poll() {
        scene.pass(Scene.SECOND);
        event(scene.seen(scene.now()));
    }

    private Decision.Reweigh decide(int a) {
        Map<String, Integer> base = histories
                .at(Scene.PATTERN, scene.now())
                .flatMap(History::weights)
                .<Map<String, Integer>>map(weights -> weights)
                .orElseThrow();
        return scene.reweigh("id-" + a, base, Map.of("a", a, "b", 100 - a));
    }

    private void applied(int a) {
        Decision.Reweigh decision = decide(a);
        event(decision);
        event(new Outcome.Applied(decision, scene.now(), scene.now()));
        found(a);
    }

    private void proposed(int a) {
        Decision.Reweigh decision = decide(a);
        event(decision);
        event(new Outcome.Rehearsed(decision, scene.now(), scene.now()));
    }

    private void found(int a) {
        scene.weight("a", a).weight("b", 100 - a);
    }

    /** Another run, which knows what was kept and the newest line of the audit log; its first reading. */
    private History restarted(Baseline kept, Optional<Remains.Write> newest) {
        return restarted(Remains.of(kept, newest));
    }

    private History restarted(Remains left) {
        histories = histories(Map.of(Scene.PATTERN, left));
        poll();
        return histories.at(Scene.PATTERN, scene.now()).orElseThrow();
    }

    private static Optional<Remains.Write> line(Decision.Reweigh decision, String result) {
        return Optional.of(new Remains.Write(decision, Optional.of(result), Map.of()));
    }

    private static Optional<Remains.Write> open(Decision.Reweigh decision) {
        return Optional.of(new Remains.Write(decision, Optional.empty(), Map.of()));
    }

    private Baseline kept() {
        assertThat(told).hasSize(1);
        return told.get(0);
    }

    @Test
    void weights_as_they_were_left_are_no_edit_and_others_are_one_that_is_told_as_found_at_the_start() {
        poll();
        assertThat(restarted(kept(), Optional.empty()).edit()).isEmpty();
        found(60);
        List<Event> events = new ArrayList<>();
        histories = histories(Map.of(Scene.PATTERN, new Remains(kept())));
        scene.pass(Duration.ofHours(1));
        events.addAll(histories.add(scene.seen(scene.now())));
        Edit edit = histories.edit(Scene.PATTERN).orElseThrow();
        assertThat(events).contains(new Suspension(scene.now(), Scene.PATTERN, Optional.of(edit)));
        assertThat(edit.text()).isEqualTo("a 50 -> 60, b 50 -> 40");
        assertThat(edit.at()).as("so that guard.rearm_after counts from here").isEqualTo(scene.now());
        assertThat(edit.seen())
                .isEqualTo(
                        "seen at 2026-01-01T01:00:02Z, at the start of an agent; the one before it had left others, of"
                                + " 2026-01-01T00:00:02Z");
    }

    @Test
    void what_the_log_tells_of_servers_counts_as_long_as_it_fits_the_weight_of_their_route() {
        Map<String, Integer> servers = Map.of("a-1", 50, "a-2", 50);
        SortedMap<String, Baseline.OfRoute> routes = new TreeMap<>(
                Map.of("a", new Baseline.OfRoute(100, 2, 2, servers), "b", new Baseline.OfRoute(100, 1, 1, Map.of())));
        Baseline kept = new Baseline(scene.now().wall(), "1", routes, Optional.empty());
        Decision.Reweigh decision = scene.reweigh("w-1", Map.of("a", 100, "b", 100), Map.of("a", 110, "b", 90));
        Map<String, Map<String, Integer>> readBack = Map.of("a", Map.of("a-1", 56, "a-2", 54));

        Remains.Write applied = new Remains.Write(decision, Optional.of("applied"), readBack);
        assertThat(Remains.of(kept, Optional.of(applied))
                        .baseline()
                        .orElseThrow()
                        .routes()
                        .get("a"))
                .isEqualTo(new Baseline.OfRoute(110, 2, 2, Map.of("a-1", 56, "a-2", 54)));
        Remains.Write refused = new Remains.Write(decision, Optional.of("refused"), readBack);
        assertThat(Remains.of(kept, Optional.of(refused))
                        .baseline()
                        .orElseThrow()
                        .routes()
                        .get("a"))
                .as("what was read is of other weights")
                .isEqualTo(new Baseline.OfRoute(100, 2, 2, servers));
        Remains.Write silent = new Remains.Write(decision, Optional.of("applied"), Map.of());
        assertThat(Remains.of(kept, Optional.of(silent))
                        .baseline()
                        .orElseThrow()
                        .routes()
                        .get("a"))
                .as("what each server has is not known any more")
                .isEqualTo(new Baseline.OfRoute(110, 2, 2, Map.of()));
    }

    @Test
    void an_edit_that_is_seen_later_is_not_told_as_found_at_the_start() {
        poll();
        restarted(kept(), Optional.empty());
        found(60);
        poll();
        assertThat(histories.edit(Scene.PATTERN).orElseThrow().leftAt()).isEmpty();
    }

    @Test
    void a_first_reading_that_cannot_be_trusted_judges_nothing_and_the_next_one_does() {
        poll();
        found(60);
        scene.suspect("contradicts itself");
        assertThat(restarted(kept(), Optional.empty()).edit()).isEmpty();
        scene.trusted();
        poll();
        assertThat(histories.edit(Scene.PATTERN).orElseThrow().leftAt()).isPresent();
    }

    @Test
    void of_a_balancer_that_was_restarted_what_is_found_is_the_new_baseline() {
        poll();
        found(60);
        scene.incarnation("another");
        assertThat(restarted(kept(), Optional.empty()).edit()).isEmpty();
        assertThat(kept().weights()).containsEntry("a", 60);
    }

    @Test
    void a_write_that_was_not_kept_any_more_counts_as_its_line_and_its_outcome_say() {
        poll();
        Baseline before = kept();
        Decision.Reweigh decision = decide(60);
        found(60);
        assertThat(restarted(before, line(decision, "applied")).edit()).isEmpty();
        found(50);
        assertThat(restarted(before, line(decision, "applied")).edit())
                .as("somebody has put it back")
                .isPresent();
        found(60);
        assertThat(restarted(before, line(decision, "refused")).edit())
                .as("somebody else set what we only wanted")
                .isPresent();
        found(50);
        assertThat(restarted(before, line(decision, "refused")).edit()).isEmpty();
    }

    @Test
    void a_write_of_which_nobody_knows_what_became_explains_the_old_and_the_new_weights_and_nothing_else() {
        poll();
        Baseline before = kept();
        Decision.Reweigh decision = decide(60);
        for (Optional<Remains.Write> write : List.of(open(decision), line(decision, "failed"))) {
            for (int weight : List.of(50, 60)) {
                found(weight);
                assertThat(restarted(before, write).edit()).as("%s", weight).isEmpty();
            }
            for (int weight : List.of(55, 61)) {
                found(weight);
                assertThat(restarted(before, write).edit()).as("%s", weight).isPresent();
            }
        }
        found(50);
        restarted(before, open(decision));
        found(60);
        poll();
        assertThat(histories.edit(Scene.PATTERN)).as("it landed late").isEmpty();
    }

    @Test
    void a_write_that_is_accounted_for_explains_nothing_any_more() {
        poll();
        applied(60);
        poll();
        Baseline after = kept();
        assertThat(after.lastWrite()).contains("id-60");
        found(50);
        assertThat(restarted(after, open(decide(60))).edit()).isPresent();
    }

    @Test
    void while_it_is_open_what_a_write_has_done_what_was_kept_before_it_stands() {
        poll();
        Decision.Reweigh decision = decide(60);
        told.clear();
        event(decision);
        event(new Outcome.Failed(decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));
        poll();
        assertThat(told).as("it may still land").isEmpty();
        scene.pass(Duration.ofMinutes(1));
        poll();
        assertThat(kept().lastWrite()).contains("id-60");
        assertThat(kept().weights()).containsEntry("a", 50);
    }

    @Test
    void who_followed_the_newest_proposal_while_the_agent_was_down_made_no_edit_and_who_set_anything_else_did() {
        poll();
        proposed(70);
        proposed(60);
        Baseline left = kept();
        assertThat(left.weights()).containsEntry("a", 50);
        assertThat(restarted(left, Optional.empty()).edit()).as("nobody did").isEmpty();
        found(60);
        History followed = restarted(left, Optional.empty());
        assertThat(followed.edit()).isEmpty();
        assertThat(followed.moves()).as("as if the agent had seen it").hasSize(1);
        found(70);
        assertThat(restarted(left, Optional.empty()).edit())
                .as("an older proposal")
                .isPresent();
        found(40);
        assertThat(restarted(left, Optional.empty()).edit()).isPresent();
    }

    @Test
    void once_the_agent_acts_a_proposal_counts_for_nothing_any_more() {
        poll();
        proposed(60);
        assertThat(kept().proposed()).isPresent();
        event(Control.of(scene.now(), Mode.ACT));
        poll();
        assertThat(kept().proposed()).isEmpty();
        assertThat(kept().weights()).containsEntry("a", 50);
        found(60);
        assertThat(restarted(kept(), Optional.empty()).edit()).isPresent();
    }

    @Test
    void what_the_run_before_wrote_last_can_be_taken_back_while_it_is_in_force() {
        poll();
        Decision.Reweigh write = decide(60);
        Baseline before = kept();
        applied(60);
        poll();
        for (Baseline left : List.of(before, kept())) {
            assertThat(restarted(left, line(write, "applied")).standing())
                    .singleElement()
                    .satisfies(move -> assertThat(move.before()).containsEntry("a", 50));
        }
        assertThat(restarted(kept(), line(write, "failed")).standing())
                .as("what was found after it counts, not what was heard of it")
                .hasSize(1);
        assertThat(restarted(kept(), Optional.empty()).standing()).isEmpty();
        scene.incarnation("second");
        assertThat(restarted(kept(), line(write, "applied")).standing())
                .as("another process has it too")
                .hasSize(1);
        found(50);
        scene.incarnation("third");
        assertThat(restarted(kept(), line(write, "applied")).standing())
                .as("another process never had it")
                .isEmpty();
    }

    @Test
    void the_writes_of_the_run_before_are_taken_back_one_by_one_back_to_where_others_changed_the_weights() {
        poll();
        Remains.Write elsewhere = line(
                        scene.reweigh("id-55", Map.of("a", 50, "b", 50), Map.of("a", 55, "b", 45)), "applied")
                .orElseThrow();
        Remains.Write first = line(decide(60), "applied").orElseThrow();
        applied(60);
        poll();
        Remains.Write second = line(decide(70), "applied").orElseThrow().after(first);
        applied(70);
        poll();
        Remains.Write third = line(decide(80), "failed").orElseThrow().after(second);
        History history = restarted(kept(), Optional.of(third));
        assertThat(history.standing()).extracting(move -> move.decision().id()).containsExactly("id-70", "id-60");
        assertThat(history.moves()).as("for the limits on speed and flips").hasSize(2);

        History reloaded = restarted(
                kept(), Optional.of(new Remains.Write(second.decision(), second.result(), Map.of()).after(elsewhere)));
        assertThat(reloaded.standing()).extracting(move -> move.decision().id()).containsExactly("id-70");
        assertThat(reloaded.moves()).hasSize(2);
    }

    @Test
    void a_write_whose_end_nobody_wrote_down_was_applied_if_its_weights_were_found_after_it() {
        poll();
        Remains.Write first = open(decide(60)).orElseThrow();
        applied(60);
        poll();
        Baseline kept = kept();
        assertThat(Remains.of(kept, Optional.of(first)).sent().flatMap(Remains.Write::outcome))
                .as("the checkpoint accounts for it")
                .containsInstanceOf(Outcome.Applied.class);
        assertThat(restarted(kept, Optional.of(first)).moves()).hasSize(1);
        Remains.Write second = open(decide(70)).orElseThrow().after(first);
        History history = restarted(kept, Optional.of(second));
        assertThat(history.moves()).as("the second is not in force").hasSize(1);
        found(70);
        assertThat(restarted(kept, Optional.of(second)).moves())
                .as("it is, and counts from when it was found")
                .hasSize(2);
    }

    @Test
    void a_route_that_came_since_takes_nothing_from_what_can_be_taken_back() {
        poll();
        Decision.Reweigh write = decide(60);
        applied(60);
        poll();
        scene.route("c", 30, 2, 1, 10);
        poll();
        assertThat(restarted(kept(), line(write, "applied")).standing()).hasSize(1);
        assertThat(restarted(kept(), open(write)).standing())
                .as("and the end of which is not in the log")
                .hasSize(1);
    }

    @Test
    void a_write_that_was_refused_hides_none_before_it() {
        poll();
        Remains.Write first = line(decide(60), "applied").orElseThrow();
        applied(60);
        poll();
        Remains.Write refused = line(decide(70), "refused").orElseThrow().after(first);
        assertThat(Remains.of(kept(), Optional.of(refused))
                        .sent()
                        .flatMap(Remains.Write::outcome)
                        .orElseThrow())
                .isEqualTo(new Outcome.Applied(
                        first.decision(),
                        first.decision().at(),
                        first.decision().at()));
        assertThat(restarted(kept(), Optional.of(refused)).standing())
                .extracting(move -> move.decision().id())
                .containsExactly("id-60");
    }

    @Test
    void what_was_written_counts_as_moved_also_where_no_weights_were_kept_and_nothing_is_judged_or_taken_back_by_it() {
        poll();
        Remains.Write first = line(decide(60), "applied").orElseThrow();
        applied(60);
        poll();
        Remains.Write second = open(decide(70)).orElseThrow().after(first);
        for (int found : List.of(60, 70, 50)) {
            found(found);
            History history = restarted(new Remains(Optional.empty(), Optional.of(second)));
            assertThat(history.edit()).as("%s", found).isEmpty();
            assertThat(history.standing()).as("%s", found).isEmpty();
            assertThat(history.pending()).as("%s", found).isEmpty();
            assertThat(history.moves())
                    .as("%s: nobody knows that it was not sent", found)
                    .extracting(move -> move.decision().id())
                    .containsExactly("id-60", "id-70");
        }
        found(55);
        poll();
        assertThat(histories.edit(Scene.PATTERN)).as("from then on").isPresent();
        Remains.Write refused = line(decide(70), "refused").orElseThrow().after(first);
        assertThat(restarted(new Remains(Optional.empty(), Optional.of(refused)))
                        .moves())
                .as("nothing was sent")
                .hasSize(1);
    }

    @Test
    void what_was_written_before_the_balancer_restarted_too_counts_as_moved() {
        poll();
        Remains.Write first = line(decide(60), "applied").orElseThrow();
        applied(60);
        poll();
        Baseline kept = kept();
        Remains.Write second = open(decide(70)).orElseThrow().after(first);
        scene.incarnation("another");
        found(50);
        History history = restarted(kept, Optional.of(second));
        assertThat(history.moves()).hasSize(2);
        assertThat(history.standing()).as("of another process").isEmpty();
        assertThat(history.edit()).isEmpty();
    }

    @Test
    void weights_of_a_suspect_first_reading_are_not_the_beginning_after_a_restart_of_the_balancer() {
        poll();
        Baseline kept = kept();
        scene.incarnation("another").suspect("contradicts itself");
        found(90);
        restarted(kept, Optional.empty());
        scene.trusted();
        found(50);
        poll();
        assertThat(histories.edit(Scene.PATTERN)).isEmpty();
    }

    @Test
    void a_write_that_landed_in_part_before_the_kill_counts_by_its_part_and_as_a_whole_where_others_came_after_it() {
        poll();
        Decision.Reweigh half = decide(70);
        Baseline before = kept();
        Baseline after = before.with(half.at().wall(), Map.of("a", 60, "b", 40), half.id(), Map.of());
        found(60);
        for (Optional<Remains.Write> write : List.of(open(half), line(half, "failed"))) {
            assertThat(restarted(after, write).moves()).singleElement().satisfies(move -> {
                assertThat(move.before()).containsEntry("a", 50);
                assertThat(move.after().byRoute()).containsEntry("a", 60);
            });
        }
        Baseline edited = before.with(half.at().wall(), Map.of("a", 20, "b", 80), half.id(), Map.of());
        found(20);
        assertThat(restarted(edited, line(half, "failed")).moves())
                .singleElement()
                .satisfies(move -> assertThat(move.after().byRoute()).containsEntry("a", 70));
        found(50);
        assertThat(restarted(before.after(Optional.of(half.id())), line(half, "failed"))
                        .moves())
                .as("nothing of it")
                .isEmpty();
        Decision.Reweigh from = scene.reweigh("id-65", Map.of("a", 60, "b", 40), Map.of("a", 65, "b", 35));
        found(65);
        assertThat(restarted(
                                before,
                                Optional.of(line(from, "applied")
                                        .orElseThrow()
                                        .after(open(half).orElseThrow())))
                        .moves())
                .extracting(move -> move.after().of("a"))
                .containsExactly(60, 65);
    }

    @Test
    void the_cooldown_counts_from_the_last_try_whatever_became_of_it() {
        poll();
        Remains.Write first = line(decide(60), "applied").orElseThrow();
        applied(60);
        poll();
        for (String word : List.of("failed", "refused")) {
            Decision.Reweigh next = decide(70);
            Moment end = scene.now().plus(Duration.ofMillis(200));
            Remains.Write tried = new Remains.Write(next, Optional.empty(), Map.of())
                    .after(first)
                    .ended(word, end, Map.of());
            assertThat(restarted(kept(), Optional.of(tried)).writtenAt())
                    .as(word)
                    .contains(end);
            assertThat(Remains.of(kept(), Optional.of(tried)).triedAt()).contains(end);
        }
    }

    @Test
    void a_write_that_was_refused_does_not_hide_one_before_it_that_failed() {
        poll();
        Remains.Write applied = line(decide(60), "applied").orElseThrow();
        applied(60);
        poll();
        Remains.Write failed = line(decide(70), "failed").orElseThrow().after(applied);
        Remains.Write refused = line(decide(80), "refused").orElseThrow().after(failed);
        Remains.Write sent = Remains.of(kept(), Optional.of(refused)).sent().orElseThrow();
        assertThat(sent.decision().id()).isEqualTo("id-70");
        assertThat(sent.outcome()).containsInstanceOf(Outcome.Failed.class);
    }

    @Test
    void the_speed_limit_of_moves_holds_over_a_restart() {
        poll();
        Decision.Reweigh write = decide(60);
        applied(60);
        poll();
        assertThat(restarted(kept(), line(write, "applied")).moves())
                .singleElement()
                .satisfies(move -> assertThat(move.at()).isEqualTo(write.at()));
    }

    @Test
    void what_a_write_that_was_not_read_back_had_given_servers_must_be_found_or_they_were_edited() {
        Scene sums = new Scene(2, Scene.PER_SERVER)
                .servers("a", Map.of("a-1", 50, "a-2", 50))
                .servers("b", Map.of("b-1", 100));
        Histories first = new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER));
        Baseline kept = first.add(sums.seen(sums.now())).stream()
                .flatMap(event -> event instanceof Rebased rebased ? rebased.baseline().stream() : Stream.empty())
                .findFirst()
                .orElseThrow();
        Decision.Reweigh decision = sums.reweigh("w-1", Map.of("a", 100, "b", 100), Map.of("a", 110, "b", 90));
        Remains.Write failed =
                new Remains.Write(decision, Optional.of("failed"), Map.of("a", Map.of("a-1", 55, "a-2", 55)));
        Remains.Write lost = new Remains.Write(decision, Optional.of("failed"), Map.of());
        sums.servers("a", Map.of("a-1", 80, "a-2", 30)).servers("b", Map.of("b-1", 90));
        assertThat(found(sums, Remains.of(kept, Optional.of(lost))))
                .as("nobody knows whether it was taken")
                .isEmpty();
        assertThat(found(sums, Remains.of(kept, Optional.of(failed)))).isPresent();
        sums.servers("a", Map.of("a-1", 55, "a-2", 55));
        assertThat(found(sums, Remains.of(kept, Optional.of(failed)))).isEmpty();
    }

    private static Optional<Edit> found(Scene scene, Remains left) {
        Histories next =
                new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER), Map.of(), Map.of(Scene.PATTERN, left));
        next.add(scene.seen(scene.now()));
        return next.edit(Scene.PATTERN);
    }

    @Test
    void a_server_that_joined_while_nobody_watched_is_no_edit_and_a_servers_weight_that_changed_is_told_by_its_name() {
        Scene sums = new Scene(2, Scene.PER_SERVER)
                .servers("a", Map.of("a-1", 50, "a-2", 50))
                .servers("b", Map.of("b-1", 50));
        Histories first = new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER));
        Baseline kept = first.add(sums.seen(sums.now())).stream()
                .flatMap(event -> event instanceof Rebased rebased ? rebased.baseline().stream() : Stream.empty())
                .findFirst()
                .orElseThrow();
        Map<String, Remains> left = Map.of(Scene.PATTERN, new Remains(kept));
        sums.servers("b", Map.of("b-1", 50, "b-2", 50));
        Histories joined = new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER), Map.of(), left);
        joined.add(sums.seen(sums.now()));
        assertThat(joined.edit(Scene.PATTERN)).isEmpty();
        sums.servers("a", Map.of("a-1", 50, "a-2", 7));
        Histories edited = new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER), Map.of(), left);
        edited.add(sums.seen(sums.now()));
        assertThat(edited.edit(Scene.PATTERN).orElseThrow().text()).isEqualTo("a 100 -> 57 (a-2 50 -> 7)");
    }

    @Test
    void a_write_that_never_got_a_line_is_not_what_the_log_must_name() {
        poll();
        applied(60);
        poll();
        Optional<Remains.Write> newest =
                line(scene.reweigh("id-60", Map.of("a", 50, "b", 50), Map.of("a", 60, "b", 40)), "applied");
        found(70);
        poll();
        event(new Rearmed(scene.now(), Scene.PATTERN, new Note("ann", "mine", scene.now(), Optional.empty())));
        Decision.Reweigh unaudited = decide(80);
        event(unaudited);
        event(new Outcome.Refused(unaudited, scene.now(), scene.now(), Outcome.Refusal.UNAUDITED, "disk full"));
        poll();
        assertThat(restarted(kept(), newest).edit()).isEmpty();
    }
}
