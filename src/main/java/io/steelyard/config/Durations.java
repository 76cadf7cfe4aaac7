package io.steelyard.config;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Prometheus writes them: {@code 30s}, {@code 800ms}, {@code 1m30s}, {@code 1d}; units fall. */
public final class Durations {

    private static final Pattern TEXT =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final long[] MILLIS = {31_536_000_000L, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1};
    private static final Map<Long, String> UNITS = new TreeMap<>(
                    Map.of(86_400_000L, "d", 3_600_000L, "h", 60_000L, "m", 1_000L, "s", 1L, "ms"))
            .descendingMap();
    private static final String REMEDY = "is no duration; write a number with a unit, such as 30s, 800ms or 1m30s";

    private Durations() {}

    public static Duration parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    text.matches("\\d+") ? "has no unit; write " + text + "s for seconds" : REMEDY);
        }
        try {
            long millis = 0;
            for (int unit = 0; unit < MILLIS.length; unit++) {
                String count = matcher.group(unit + 1);
                if (count != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), MILLIS[unit]));
                }
            }
            return Duration.ofMillis(millis);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("is too long for a duration; write fewer digits", e);
        }
    }

    static String format(Duration duration) {
        long rest = duration.toMillis();
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Long, String> unit : UNITS.entrySet()) {
            long count = rest / unit.getKey();
            rest %= unit.getKey();
            if (count > 0) {
                text.append(count).append(unit.getValue());
            }
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
