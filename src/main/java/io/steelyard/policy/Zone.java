package io.steelyard.policy;

import java.time.DateTimeException;
import java.time.ZoneId;

/** A time zone by its name, such as Europe/Berlin or UTC. */
public record Zone(ZoneId id) {

    /**
     * Reads a name of the IANA data base or an offset.
     *
     * @param text such as {@code Europe/Berlin} or {@code +01:00}
     * @return the zone
     * @throws IllegalArgumentException for anything else; the message continues "VALUE ..."
     */
    public static Zone parse(String text) {
        try {
            return new Zone(ZoneId.of(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is no time zone; write for example Europe/Berlin, UTC or +01:00", e);
        }
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
