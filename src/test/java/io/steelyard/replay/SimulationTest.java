package io.steelyard.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.policy.Concurrency;
import io.steelyard.policy.EqualLoad;
import io.steelyard.policy.EqualLoadParameters;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulationTest {

    private static final Arm EQUAL_LOAD =
            Arm.policy("equal-load", capabilities -> new EqualLoad(capabilities.concurrency()));

    @Test
    void equal_load_settles_what_static_weights_leave_uneven() {
        List<Run> runs = run("uneven", 1);

        Run steered = of(runs, "equal-load");
        assertThat(steered.settlePolls().orElseThrow()).isLessThanOrEqualTo(10);
        assertThat(steered.moves()).isBetween(1, 3);
        assertThat(steered.overshoot()).isLessThan(0.05);
        Run left = of(runs, "static");
        assertThat(left.settlePolls()).isEmpty();
        assertThat(left.moves()).isZero();
        assertThat(left.steadyImbalance()).isCloseTo(400.0 / 100 * 3 / 7, within(1e-6));
    }

    @Test
    void a_concurrency_that_is_not_told_costs_no_time_after_an_overload_of_a_load_that_is_a_utilisation() {
        Arm auto = Arm.policy(
                "auto",
                capabilities ->
                        new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), capabilities.concurrency()));
        Run found = of(run("uneven", 2, auto), "auto");

        assertThat(found.settlePolls().orElseThrow()).isLessThanOrEqualTo(10);
        assertThat(found.moves()).isBetween(1, 3);
    }

    @Test
    void the_rule_of_a58_rings_on_requests_in_flight_and_not_on_utilisation() {
        List<Run> runs = run("queue-70", 1);

        assertThat(of(runs, "a58").rings()).isTrue();
        assertThat(of(runs, "a58-utilisation").rings()).isFalse();
        assertThat(of(runs, "a58-utilisation").settlePolls()).isPresent();
    }

    @Test
    void nothing_is_better_than_the_best_constant_shares() {
        assertThat(run("queue-50", 1))
                .allSatisfy(run ->
                        assertThat(run.regret().orElseThrow()).as(run.policy()).isGreaterThan(-0.02));
    }

    @Test
    void the_same_seed_gives_the_same_figures_and_progress_counts_every_trial() {
        Simulation simulation =
                new Simulation(List.of(Course.named("brownout").within(600)), List.of(EQUAL_LOAD), 3, 2, List.of());
        AtomicInteger done = new AtomicInteger();

        List<Run> once = simulation.run(done::incrementAndGet).runs();

        assertThat(simulation.run(() -> {}).runs()).isEqualTo(once);
        assertThat(done).hasValue(simulation.trials());
        assertThat(once).extracting(Run::seed).containsOnly(3L, 4L);
    }

    private static List<Run> run(String scenario, long seed) {
        return run(scenario, seed, EQUAL_LOAD);
    }

    private static List<Run> run(String scenario, long seed, Arm arm) {
        return new Simulation(List.of(Course.named(scenario).within(1200)), List.of(arm), seed, 1, List.of())
                .run(() -> {})
                .runs();
    }

    private static Run of(List<Run> runs, String policy) {
        return runs.stream()
                .filter(run -> run.policy().equals(policy))
                .findFirst()
                .orElseThrow();
    }
}
