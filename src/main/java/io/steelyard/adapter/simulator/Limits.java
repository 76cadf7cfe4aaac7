package io.steelyard.adapter.simulator;

import java.time.Duration;

/** What a scenario may contain. The messages name the thing, the value and the limit. */
final class Limits {

    private Limits() {}

    static void that(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    static void rate(String thing, double requestsPerSecond) {
        that(
                requestsPerSecond >= 0 && requestsPerSecond < Double.POSITIVE_INFINITY,
                thing + ": " + requestsPerSecond + " requests per second is not a finite number of at least 0");
    }

    static void positive(String thing, Duration duration) {
        that(!duration.isNegative() && !duration.isZero(), thing + ": " + duration + " is not above 0");
    }

    static void notNegative(String thing, Duration duration) {
        that(!duration.isNegative(), thing + ": " + duration + " is below 0");
    }

    static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() * 1e-9;
    }
}
