package io.steelyard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.RequiresProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the daemon is worth on a real HAProxy that carries real traffic, beside equal weights and weights by capacity.
 *
 * <p>The arms of a part are run one after the other, pair by pair, with the same arrivals in each window, so that what the
 * machine does meanwhile comes to all of them. A bar fails when it is missed for certain: when the whole confidence
 * interval is beyond it. {@code -Dbench.parts=harm30,closed} selects others than the four main ones, {@code all} takes
 * all of {@link Part#ALL}, which is hours; {@code -Dbench.pairs}, {@code -Dbench.window} and {@code -Dbench.settle}
 * (seconds) say how much is measured, {@code -Dbench.seed} with which arrivals.
 */
@Tag("bench")
@RequiresProgram("haproxy")
class HaproxyBenchIT {

    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);
    private static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("bench.window", 60));
    private static final Duration SETTLE = Duration.ofSeconds(Integer.getInteger("bench.settle", 60));
    private static final long SEED = Long.getLong("bench.seed", 1);

    @TempDir
    private Path folder = Path.of(".");

    @TestFactory
    Stream<DynamicTest> arms_side_by_side() {
        String parts = System.getProperty("bench.parts", "rr64,rr85,lc64,lc85");
        List<Part> selected = parts.equals("all")
                ? Part.ALL
                : Stream.of(parts.split(",")).map(Part::named).toList();
        return selected.stream().map(part -> DynamicTest.dynamicTest(part.title(), () -> compare(part)));
    }

    private void compare(Part part) {
        Comparison comparison = new Comparison(part);
        for (int pair = 0; pair < PAIRS; pair++) {
            Trial trial = new Trial(folder, SEED + pair, SETTLE, WINDOW);
            for (Arm arm : part.arms()) {
                if (pair == 0 || !arm.diverges()) {
                    Measured measured = trial.of(part, arm);
                    System.out.println(part.name() + " pair " + (pair + 1) + " " + arm.name() + ": " + measured);
                    comparison.add(arm, measured);
                }
            }
        }
        System.out.println(comparison.text());
        for (Bar bar : part.bars()) {
            Interval ratio = comparison.ratio(bar);
            assertThat(bar.verdict(ratio)).as("%s: %s", bar, ratio.text(3)).isNotEqualTo(Bar.Verdict.MISSED);
        }
    }
}
