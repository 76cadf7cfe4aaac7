package io.steelyard.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was advised for one endpoint within the last minutes, as the most that was wanted in each quarter of a minute, so
 * that its size does not grow with the number of polls. Immutable.
 *
 * @param slots the oldest first
 */
record Advices(List<Slot> slots) {

    static final Advices NONE = new Advices(List.of());

    private static final Duration SLOT = Duration.ofSeconds(15);
    private static final Duration KEPT = Duration.ofMinutes(15);

    /**
     * @param begin when its first advice was given
     * @param end when its last one was given
     * @param most the largest number of backends wanted of each route
     */
    record Slot(Moment begin, Moment end, Map<String, Integer> most) {

        Slot with(Advice advice) {
            Map<String, Integer> more = new TreeMap<>(most);
            advice.routes().forEach((route, of) -> more.merge(route, of.wanted(), Math::max));
            return new Slot(begin, advice.at(), more);
        }
    }

    Advices with(Advice advice) {
        List<Slot> next = new ArrayList<>(slots);
        next.removeIf(slot -> advice.at().since(slot.end()).compareTo(KEPT) > 0);
        int last = next.size() - 1;
        if (last >= 0 && advice.at().since(next.get(last).begin()).compareTo(SLOT) < 0) {
            next.set(last, next.get(last).with(advice));
        } else {
            next.add(new Slot(advice.at(), advice.at(), Map.of()).with(advice));
        }
        return new Advices(List.copyOf(next));
    }

    /** The most that was wanted of a route within some time until now; 0 if nothing was. */
    int most(String route, Moment now, Duration within) {
        return slots.stream()
                .filter(slot -> now.since(slot.end()).compareTo(within) <= 0)
                .mapToInt(slot -> slot.most().getOrDefault(route, 0))
                .max()
                .orElse(0);
    }
}
