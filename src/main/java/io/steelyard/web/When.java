package io.steelyard.web;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times as people read them, the same on the page, in text and on the command line: as in the log, in UTC to the second,
 * and beside it how far that is from now.
 */
public final class When {

    private When() {}

    /** "2026-03-01T12:00:00Z (3 min ago)", or "(in 27 min)". */
    public static String of(Instant at, Instant now) {
        Duration passed = Duration.between(at, now);
        return of(at) + (passed.isNegative() ? " (in " + far(passed.negated()) + ")" : " (" + far(passed) + " ago)");
    }

    /** "2026-03-01T12:00:00Z". */
    public static String of(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String far(Duration time) {
        long seconds = Math.round(time.toMillis() / 1e3);
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7200) {
            return Math.round(seconds / 60.0) + " min";
        }
        return seconds < 172_800 ? Math.round(seconds / 3600.0) + " h" : Math.round(seconds / 86_400.0) + " d";
    }
}
