package io.steelyard.guard;

import io.steelyard.model.Decimals;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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

    /** As one part of a path in a URL. */
    static String path(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
