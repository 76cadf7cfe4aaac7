package io.steelyard.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The newest readings of an endpoint. Immutable.
 *
 * @param all the oldest first
 * @param mostBackends the most backends that the endpoint had in any of them
 */
record Readings(List<Reading> all, int mostBackends) {

    static final Readings NONE = new Readings(List.of(), 0);

    static Readings of(List<Reading> all) {
        return new Readings(all, most(all));
    }

    Reading latest() {
        return all.get(all.size() - 1);
    }

    /**
     * One more.
     *
     * @param most how many of them are kept
     */
    Readings and(Reading reading, int most) {
        if (all.isEmpty()) {
            return new Readings(List.of(reading), backends(reading));
        }
        int surplus = Math.max(0, all.size() + 1 - most);
        List<Reading> kept = new ArrayList<>(all.size() + 1 - surplus);
        kept.addAll(all.subList(surplus, all.size()));
        kept.set(kept.size() - 1, latest().withoutAges());
        kept.add(reading);
        return new Readings(Collections.unmodifiableList(kept), most(kept, surplus, backends(reading)));
    }

    /** All of them are looked at only if one that is forgotten was the one with the most. */
    private int most(List<Reading> kept, int forgotten, int newest) {
        return newest >= mostBackends
                        || all.subList(0, forgotten).stream().allMatch(gone -> backends(gone) < mostBackends)
                ? Math.max(mostBackends, newest)
                : most(kept);
    }

    private static int most(List<Reading> readings) {
        return readings.stream().mapToInt(Readings::backends).max().orElse(0);
    }

    private static int backends(Reading reading) {
        return reading.endpoint().backends();
    }
}
