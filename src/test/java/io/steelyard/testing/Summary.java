package io.steelyard.testing;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Response times of some requests. */
public record Summary(int count, int failures, Duration mean, Duration p50, Duration p95, Duration p99, Duration max) {

    static Summary of(List<Answers.Answer> answers) {
        long[] times = answers.stream().mapToLong(Answers.Answer::took).sorted().toArray();
        return new Summary(
                times.length,
                (int) answers.stream().filter(answer -> !answer.good()).count(),
                Duration.ofNanos((long) Arrays.stream(times).average().orElse(0)),
                quantile(times, 0.5),
                quantile(times, 0.95),
                quantile(times, 0.99),
                quantile(times, 1));
    }

    private static Duration quantile(long[] sorted, double q) {
        int at = (int) Math.ceil(q * sorted.length) - 1;
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[Math.max(0, at)]);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d requests, %d failed, mean %.1f ms, p50 %.1f, p95 %.1f, p99 %.1f, max %.1f",
                count,
                failures,
                millis(mean),
                millis(p50),
                millis(p95),
                millis(p99),
                millis(max));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
