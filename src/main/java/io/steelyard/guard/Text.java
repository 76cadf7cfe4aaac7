package io.steelyard.guard;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers in the words of an operator. */
final class Text {

    private Text() {}

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + "s"
                : String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1e3);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** Some of so many things. */
    static String list(List<String> some, int of) {
        return String.join(", ", some) + (of > some.size() ? " and " + (of - some.size()) + " more" : "");
    }
}
