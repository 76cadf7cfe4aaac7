package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads one backend after the other. */
final class BackendReader {

    private static final Members BACKEND = new Members(
            "ID", "Owner", "RawLabels", "Load", "RemoteAddr", "ConnectedAt", "Location", "RequestsPerSecond", "State");
    private static final Members LOCATION = new Members(
            "Latitude",
            "Longitude",
            "CityName",
            "CountryCode",
            "CountryName",
            "ContinentCode",
            "ContinentName",
            "RegionCode",
            "RegionName");
    private static final int LOAD = 3;
    private static final int RATE = 7;

    private final @Nullable DirectParser direct;
    private final Places places = new Places();
    private final Texts texts;
    private final Times times;
    private final Fields backend;
    private final Fields place;

    BackendReader(JsonParser json, Texts texts, Times times, Tallies tallies) {
        this.direct = json instanceof DirectParser inMemory ? inMemory : null;
        this.texts = texts;
        this.times = times;
        this.backend = new Fields(json, BACKEND, "Backends[].", tallies);
        this.place = new Fields(json, LOCATION, "Backends[].Location.", tallies);
    }

    /** Reads the object whose start the parser stands on. */
    Backend read() throws IOException {
        String id = "";
        String owner = "";
        String labels = "";
        OptionalLong load = OptionalLong.empty();
        String address = "";
        Optional<Instant> connectedAt = Optional.empty();
        Location location = Location.UNKNOWN;
        OptionalLong rate = OptionalLong.empty();
        String state = "";
        backend.open();
        while (backend.next()) {
            switch (backend.member()) {
                case 0 -> id = backend.text();
                case 1 -> owner = backend.text(texts);
                case 2 -> labels = backend.text();
                case LOAD -> load = backend.whole();
                case 4 -> address = backend.text();
                case 5 -> connectedAt = backend.time(times);
                case 6 -> location = location();
                case RATE -> rate = backend.whole();
                default -> state = backend.text(texts);
            }
        }
        backend.require(LOAD, RATE);
        return new Backend(id, owner, labels, load, address, connectedAt, location, rate, state, backend.unknown());
    }

    private Location location() throws IOException {
        if (!backend.object()) {
            return backend.unreadable(Location.UNKNOWN);
        }
        if (direct == null) {
            return newLocation();
        }
        Location known = places.known(direct);
        if (known != null) {
            return known;
        }
        Location read = newLocation();
        // One with odd values is read and counted each time.
        if (read.unknown().isEmpty()) {
            places.keep(direct, read);
        }
        return read;
    }

    private Location newLocation() throws IOException {
        double latitude = 0;
        double longitude = 0;
        String city = "";
        String countryCode = "";
        String country = "";
        String continentCode = "";
        String continent = "";
        String regionCode = "";
        String region = "";
        place.open();
        while (place.next()) {
            switch (place.member()) {
                case 0 -> latitude = place.number();
                case 1 -> longitude = place.number();
                case 2 -> city = place.text(texts);
                case 3 -> countryCode = place.text(texts);
                case 4 -> country = place.text(texts);
                case 5 -> continentCode = place.text(texts);
                case 6 -> continent = place.text(texts);
                case 7 -> regionCode = place.text(texts);
                default -> region = place.text(texts);
            }
        }
        return new Location(
                latitude,
                longitude,
                city,
                countryCode,
                country,
                continentCode,
                continent,
                regionCode,
                region,
                place.unknown());
    }
}
