package io.steelyard.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fault.Figures;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The invariants of the front page, whatever happens: I2 never all zero, I5 bounded velocity, I6 flips freeze, I7 an
 * error changes nothing, I15 nothing for what is empty, I18 weights in range, I19 a kill leaves old or new weights, I20
 * nothing else is touched, I21 zero, null and missing are three things; and an operator's edit is left alone.
 */
class StatefulTest {

    private static final int STEPS = 400;

    @Test
    void no_invariant_breaks_in_thirty_thousand_steps() {
        tell(1, 75);
    }

    /** Seeds that once broke something, if only an earlier form of these checks. */
    @ParameterizedTest
    @ValueSource(longs = {9, 12, 23, 24, 44, 52, 62, 224, 246, 279, 296, 410})
    void what_once_broke_an_invariant_does_no_more(long seed) {
        assertThat(new Story(seed).run(STEPS).broken).isEmpty();
    }

    @Test
    @Tag("long")
    void no_invariant_breaks_in_a_million_steps() {
        tell(1_000_000, 2500);
    }

    private static void tell(long first, int stories) {
        Map<Story.Kind, Integer> kinds = new EnumMap<>(Story.Kind.class);
        long writes = 0;
        double worst = 0;
        double bound = 1;
        double rounding = 0;
        for (long seed = first; seed < first + stories; seed++) {
            Story story = new Story(seed);
            Checks checks;
            try {
                checks = story.run(STEPS);
            } catch (AssertionError broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
            kinds.merge(story.kind(), 1, Integer::sum);
            writes += checks.writes;
            if (story.kind() == Story.Kind.LIAR && checks.worst / story.bound() > worst / bound) {
                worst = checks.worst;
                bound = story.bound();
                rounding = checks.worstRounding;
            }
        }
        System.out.printf(
                "seeds %d to %d, %d steps, %d writes, %s; a liar moved %.4f of the traffic within a minute at worst,"
                        + " the promised bound is %.4f and %.4f for rounding%n",
                first, first + stories - 1, (long) stories * STEPS, writes, kinds, worst, bound, rounding);
        assertThat(writes).isGreaterThan(stories);
        if (stories > 1000) {
            Figures.record(
                    "stateful",
                    "steps",
                    Long.toString((long) stories * STEPS),
                    "writes",
                    Long.toString(writes),
                    "violations",
                    "0",
                    "worst",
                    share(worst),
                    "bound",
                    share(bound),
                    "rounding",
                    share(rounding));
        }
    }

    private static String share(double traffic) {
        return String.format(Locale.ROOT, "%.4f", traffic);
    }
}
