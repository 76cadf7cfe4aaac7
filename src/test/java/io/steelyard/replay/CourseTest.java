package io.steelyard.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.policy.EqualLoad;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourseTest {

    private static final Arm EQUAL_LOAD =
            Arm.policy("equal-load", capabilities -> new EqualLoad(capabilities.concurrency()));

    @Test
    void every_scenario_is_a_course_for_any_seed() {
        assertThat(Course.all()).extracting(Course::name).isEqualTo(Scenarios.names());
        for (Course course : Course.all()) {
            for (long seed : new long[] {-3, 0, 1, 12}) {
                assertThat(course.scenario().apply(seed).name()).isEqualTo(course.name());
            }
        }
    }

    @Test
    void every_scenario_has_a_bar() {
        assertThat(Bar.ALL.stream().flatMap(bar -> bar.scenarios().stream()).distinct())
                .containsExactlyInAnyOrderElementsOf(Scenarios.names());
    }

    @Test
    void an_event_too_late_to_be_answered_is_refused() {
        assertThatThrownBy(() -> new Course("late", Course.named("uneven").scenario(), 60, List.of(40), Watch.NOTHING))
                .hasMessage("scenario late: of 60 polls fewer than 30 follow the event at 40");
    }

    @Test
    void a_dead_controller_fails_the_bar_of_drift() {
        Report report = run("drift", 5);

        assertThat(report.results())
                .singleElement()
                .satisfies(result -> assertThat(result.limit()).isEqualTo(0.05));
        assertThat(report.runs())
                .filteredOn(run -> run.policy().equals("static"))
                .allSatisfy(run -> assertThat(run.regret().orElseThrow()).isGreaterThan(0.05));
    }

    @Test
    void nothing_is_written_after_an_operator_edit_or_on_frozen_data() {
        for (String scenario : List.of("operator-edit", "freeze-data")) {
            assertThat(run(scenario, 3).runs())
                    .filteredOn(run ->
                            run.policy().equals("equal-load") || run.policy().equals("random"))
                    .filteredOn(run -> !(run.policy().equals("random") && scenario.equals("freeze-data")))
                    .allSatisfy(run -> assertThat(run.shareGain()).hasValue(0));
        }
    }

    @Test
    void whatever_a_liar_says_no_more_moves_in_a_minute_than_the_velocity_allows() {
        assertThat(run("liar", 4).runs())
                .filteredOn(
                        run -> run.policy().equals("equal-load") || run.policy().equals("random"))
                .hasSize(8)
                .allSatisfy(run -> assertThat(run.shareGain().orElseThrow())
                        .isLessThanOrEqualTo(run.bound().orElseThrow()));
    }

    private static Report run(String scenario, int seeds) {
        return new Simulation(List.of(Course.named(scenario)), List.of(EQUAL_LOAD), 1, seeds, List.of()).run(() -> {});
    }
}
