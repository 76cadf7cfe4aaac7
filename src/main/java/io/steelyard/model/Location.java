package io.steelyard.model;

/** Where a backend is, as the balancer says; empty texts where it does not say. */
public record Location(
        double latitude,
        double longitude,
        String cityName,
        String countryCode,
        String countryName,
        String continentCode,
        String continentName,
        String regionCode,
        String regionName) {

    /** Where nothing is known: zeros and empty texts. */
    public static final Location UNKNOWN = new Location(0, 0, "", "", "", "", "", "", "");
}
