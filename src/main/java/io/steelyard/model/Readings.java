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

    Reading latest() {
        return all.get(all.size() - 1);
    }

    /** One more. @param most how many of them are kept */
    Readings and(Reading reading, int most) {
        if (all.isEmpty()) {
            return new Readings(List.of(reading), backends(reading));
        }
        int surplus = Math.max(0, all.size() + 1 - most);
        List<Reading> kept = new ArrayList<>(all.size() + 1 - surplus);
        kept.addAll(all.subList(surplus, all.size()));
        kept.set(kept.size() - 1, latest().withoutAges());
        kept.add(reading.sharing(latest()));
        boolean known = all.subList(0, surplus).stream().allMatch(gone -> backends(gone) < mostBackends);
        return new Readings(
                Collections.unmodifiableList(kept),
                known
                        ? Math.max(mostBackends, backends(reading))
                        : kept.stream().mapToInt(Readings::backends).max().orElse(0));
    }

    private static int backends(Reading reading) {
        return reading.endpoint().backends();
    }
}
