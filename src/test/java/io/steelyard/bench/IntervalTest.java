package io.steelyard.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.bench.Bar.Figure;
import io.steelyard.bench.Bar.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of the benches: if it were wrong, every figure would be. */
class IntervalTest {

    @Test
    void the_interval_of_a_mean_is_that_of_student() {
        // By R: t.test(c(1, 2, 3, 4, 5))
        Interval interval = Interval.ofMean(List.of(1.0, 2.0, 3.0, 4.0, 5.0));

        assertThat(interval.middle()).isEqualTo(3);
        assertThat(interval.low()).isCloseTo(1.036757, within(1e-3));
        assertThat(interval.high()).isCloseTo(4.963243, within(1e-3));
    }

    @Test
    void a_ratio_and_its_inverse_cancel() {
        assertThat(Interval.ofRatios(List.of(2.0, 0.5)).middle()).isCloseTo(1, within(1e-12));
    }

    @Test
    void one_value_leaves_everything_open() {
        Interval interval = Interval.ofRatios(List.of(1.01));

        assertThat(interval.low()).isZero();
        assertThat(interval.high()).isInfinite();
        assertThat(interval.text(3)).isEqualTo("1.010");
    }

    @Test
    void a_bar_is_missed_only_where_the_whole_interval_is_beyond_it() {
        Bar bar = new Bar(Figure.MEAN, "steelyard", "equal", 1.02);

        assertThat(bar.verdict(new Interval(1.00, 0.99, 1.01))).isEqualTo(Verdict.MET);
        assertThat(bar.verdict(new Interval(1.01, 0.99, 1.03))).isEqualTo(Verdict.PROBABLY_MET);
        assertThat(bar.verdict(new Interval(1.03, 1.01, 1.05))).isEqualTo(Verdict.PROBABLY_MISSED);
        assertThat(bar.verdict(new Interval(1.05, 1.03, 1.07))).isEqualTo(Verdict.MISSED);
    }

    @Test
    void an_unknown_part_is_refused_with_the_names_that_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Part.named("rr46"))
                .withMessageStartingWith("bench.parts: there is no part rr46; write rr64, ");
    }
}
