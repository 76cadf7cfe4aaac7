package io.steelyard.backplane;

import org.jspecify.annotations.Nullable;

/**
 * The locations of an answer by their bytes: thousands of backends stand in a few dozen places, and their locations are
 * nearly half of the answer. A small table in which a newcomer replaces what stands at its slot.
 */
final class Places {

    private static final int SLOTS = 1024;
    // Latitude and longitude stand first; these bytes tell most places apart.
    private static final int[] LOOKED_AT = {8, 16, 24, 32, 40};

    private final int[] from = new int[SLOTS];
    private final int[] end = new int[SLOTS];
    private final @Nullable Location[] places = new Location[SLOTS];
    private int slot;
    private int start;

    /** At the start of an object: the same location read before, whose bytes are then passed over; null if none. */
    @Nullable
    Location known(DirectParser json) {
        long hash = 0;
        for (int offset : LOOKED_AT) {
            hash = hash * 31 + json.peek(offset);
        }
        hash *= 0x9E3779B97F4A7C15L;
        slot = (int) (hash >>> 54);
        start = json.position();
        Location place = places[slot];
        return place != null && json.passSame(from[slot], end[slot]) ? place : null;
    }

    /** Keeps the location that was just read to the end of its object, after {@link #known} did not know it. */
    void keep(DirectParser json, Location place) {
        from[slot] = start;
        end[slot] = json.position();
        places[slot] = place;
    }
}
