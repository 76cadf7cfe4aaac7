package io.steelyard.backplane;

import java.util.Set;

/**
 * Where a backend is. All zero and empty where the service does not know.
 *
 * @param latitude degrees north
 * @param longitude degrees east
 * @param cityName such as Zürich
 * @param countryCode such as CH
 * @param countryName such as Switzerland
 * @param continentCode such as EU
 * @param continentName such as Europe
 * @param regionCode such as ZH
 * @param regionName such as Zürich
 * @param unknown names of the wire members whose value could not be read; here they are 0 or empty
 */
public record Location(
        double latitude,
        double longitude,
        String cityName,
        String countryCode,
        String countryName,
        String continentCode,
        String continentName,
        String regionCode,
        String regionName,
        Set<String> unknown) {

    /** What stands for a place that the service does not know. */
    public static final Location UNKNOWN = new Location(0, 0, "", "", "", "", "", "", "", Set.of());

    public Location {
        unknown = Set.copyOf(unknown);
    }
}
