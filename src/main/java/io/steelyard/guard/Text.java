package io.steelyard.guard;

import io.steelyard.model.Decimals;
import java.time.Duration;

/** Numbers and names in the words of an operator. */
final class Text {

    private Text() {}

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + "s"
                : Decimals.fixed(duration.toMillis() / 1e3, 1) + "s";
    }

    static String percent(double share) {
        return Decimals.fixed(100 * share, 1) + "%";
    }
}
