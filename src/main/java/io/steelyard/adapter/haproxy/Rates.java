package io.steelyard.adapter.haproxy;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What the counters of servers gained between two readings, per second. A counter that fell was reset: unknown. */
final class Rates {

    private final Map<String, Server> before;
    private final double seconds;

    private Rates(Map<String, Server> before, double seconds) {
        this.before = before;
        this.seconds = seconds;
    }

    /** No rate is known if there is no reading before, or only one of another process. */
    static Rates between(@Nullable Sample before, Sample now) {
        if (before == null || !now.instance().continues(before.instance())) {
            return new Rates(Map.of(), 0);
        }
        Duration passed = now.at().since(before.at());
        return passed.isNegative() || passed.isZero()
                ? new Rates(Map.of(), 0)
                : new Rates(before.byId(), passed.toNanos() / 1e9);
    }

    /**
     * Completions, not starts: the answered requests, or in mode tcp the sessions that began less those that are still
     * there.
     */
    OptionalDouble requests(Server now) {
        Server then = before.get(now.id());
        if (then == null || now.sessions() < then.sessions()) {
            return OptionalDouble.empty();
        }
        if (now.requests().isPresent() && then.requests().isPresent()) {
            return gain(then.requests(), now.requests());
        }
        long begun = now.sessions() - then.sessions();
        long growth = now.inFlight() - then.inFlight();
        return OptionalDouble.of(Math.max(0, begun - growth) / seconds);
    }

    OptionalDouble errors(Server now) {
        Server then = before.get(now.id());
        return then == null ? OptionalDouble.empty() : gain(then.errors(), now.errors());
    }

    private OptionalDouble gain(OptionalLong then, OptionalLong now) {
        return then.isPresent() && now.isPresent() && now.getAsLong() >= then.getAsLong()
                ? OptionalDouble.of((now.getAsLong() - then.getAsLong()) / seconds)
                : OptionalDouble.empty();
    }
}
