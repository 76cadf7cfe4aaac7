package io.steelyard.adapter.haproxy;

import io.steelyard.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Names the process that was read, with a name that stays as long as the process does.
 *
 * <p>Where HAProxy does not tell when it started, its uptime in whole seconds is compared: a process with the same pid
 * is another one (as in a container, where the pid is always the same) if its uptime fell or if it began clearly later
 * than the one before. Safe for use by several threads.
 */
final class Incarnations {

    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private String name = "";
    private @Nullable Instance last;
    private Duration lastStart = Duration.ZERO;

    synchronized String of(Instance instance, Moment at) {
        Duration start = at.elapsed().minusSeconds(instance.uptimeSeconds());
        if (last == null || !instance.continues(last) || beganLater(instance, start)) {
            name = "pid " + instance.pid() + " since " + startedAt(instance, at);
        }
        last = instance;
        lastStart = start;
        return name;
    }

    private boolean beganLater(Instance instance, Duration start) {
        return instance.startedAt().isEmpty() && start.minus(lastStart).compareTo(TOLERANCE) > 0;
    }

    private static Instant startedAt(Instance instance, Moment at) {
        return instance.startedAt().isPresent()
                ? Instant.ofEpochSecond(instance.startedAt().getAsLong())
                : at.wall().minusSeconds(instance.uptimeSeconds()).truncatedTo(ChronoUnit.SECONDS);
    }
}
