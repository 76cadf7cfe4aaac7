package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.testing.Scene;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AppraisalTest {

    private static final Offset<Double> EXACT = within(1e-9);

    private final Scene scene = new Scene();

    @Test
    void of_each_route_it_tells_what_was_measured_and_what_follows() {
        scene.route("a", 500, 2, 1, 20).route("b", 500, 1, 3, 10).polls(12);
        Appraisal appraisal = appraise(new EqualLoad(1));
        Appraisal.OfRoute a = of(appraisal, "a");
        assertThat(a.backends()).isEqualTo(2);
        assertThat(a.rate()).isCloseTo(20, EXACT);
        assertThat(a.load()).isCloseTo(1, EXACT);
        assertThat(a.capacity()).isCloseTo(40, EXACT);
        assertThat(a.share()).isCloseTo(40 / (40 + 40 / 3.0), EXACT);
        assertThat(appraisal.readings()).isEqualTo(12);
        assertThat(appraisal.absolute()).isTrue();
        assertThat(appraisal.concurrencyKnown()).isTrue();
    }

    @Test
    void an_interval_reaches_1_96_standard_errors_to_both_sides() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 1, 10).polls(40);
        Plan plan = new Plan(Routes.of(scene.history(), true), 1, Objective.EQUAL_LOAD, false);
        Appraisal.OfRoute a = of(appraise(new EqualLoad(1)), "a");
        assertThat(a.error()).isCloseTo(1.96 * plan.window(0).relativeError(), EXACT);
        assertThat(a.lowShare()).isCloseTo(0.5 * (1 - 1.96 * plan.error(0)), EXACT);
        assertThat(a.highShare()).isCloseTo(0.5 * (1 + 1.96 * plan.error(0)), EXACT);
    }

    @Test
    void a_route_of_which_nothing_is_known_makes_the_shares_of_the_others_no_surer_and_no_less_sure() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 3, 10).polls(12);
        Appraisal without = appraise(new EqualLoad(1));
        scene.route("c", 500, 4, 0, 0).polls(1);
        Appraisal with = appraise(new EqualLoad(1));
        assertThat(with.routes()).containsOnlyKeys("a", "b");
        assertThat(width(of(with, "a"))).isCloseTo(width(of(without, "a")), within(0.05));
        assertThat(width(of(with, "b"))).isCloseTo(width(of(without, "b")), within(0.05));
    }

    @Test
    void a_share_is_a_part_of_the_whole_however_unsure_it_is() {
        scene.route("a", 900, 1, 1, 0.2).route("b", 100, 1, 8, 0.2).polls(2);
        Appraisal appraisal = appraise(new EqualLoad(1));
        assertThat(of(appraisal, "a").highShare()).isEqualTo(1);
        assertThat(of(appraisal, "b").lowShare()).isZero();
    }

    @Test
    void while_several_concurrencies_are_plausible_it_reaches_as_far_as_all_of_them_do() {
        scene.route("a", 500, 1, 4, 1000).route("b", 500, 1, 1, 1000).polls(40);
        Appraisal appraisal = appraise(new EqualLoad(new EqualLoadParameters(new Concurrency.Auto()), 1));
        assertThat(appraisal.concurrencyKnown()).isFalse();
        assertThat(appraisal.least()).isEqualTo(0.5);
        assertThat(appraisal.best()).isEqualTo(1);
        assertThat(appraisal.most()).isInfinite();
        Appraisal.OfRoute a = of(appraisal, "a");
        assertThat(a.share()).as("5/4 : 2").isCloseTo(5 / 13.0, EXACT);
        assertThat(a.highShare()).as("9/8 : 3/2 by the least").isGreaterThan(3 / 7.0);
        assertThat(a.lowShare()).as("1/4 : 1 by the largest").isLessThan(0.2);
    }

    @Test
    void shares_are_those_of_the_capacities_also_while_a_backlog_waits() {
        scene.route("a", 500, 1, 300, 10).route("b", 500, 1, 1, 10).polls(10);
        assertThat(of(appraise(new EqualLoad(1)), "a").share()).isCloseTo(1 / 3.0, within(0.002));
    }

    @Test
    void there_is_none_of_one_route_without_traffic_or_while_most_is_unknown() {
        assertThat(new EqualLoad(1)
                        .appraise(scene.route("a", 500, 1, 1, 10).polls(5).history()))
                .isEmpty();
        assertThat(new EqualLoad(1)
                        .appraise(scene.route("b", 500, 1, 0, 0).polls(5).history()))
                .as("one of two is half")
                .isPresent();
        assertThat(new EqualLoad(1)
                        .appraise(scene.route("c", 500, 1, 0, 0).polls(5).history()))
                .isEmpty();
        scene.route("a", 500, 1, 0, 0).without("c").polls(10);
        assertThat(new EqualLoad(1).appraise(scene.history())).isEmpty();
    }

    /** Of the interval of the share, against the share itself and how sure the capacity is. */
    private static double width(Appraisal.OfRoute route) {
        return (route.highShare() - route.lowShare()) / route.share() / route.error();
    }

    private Appraisal appraise(EqualLoad policy) {
        return policy.appraise(scene.history()).orElseThrow();
    }

    private static Appraisal.OfRoute of(Appraisal appraisal, String route) {
        return Objects.requireNonNull(appraisal.routes().get(route));
    }
}
