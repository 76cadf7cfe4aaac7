package io.steelyard.web.backplane;

import com.fasterxml.jackson.core.JsonGenerator;
import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Location;
import io.steelyard.model.Route;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Writes the nouns as the Go client reads them. It rejects a whole answer for one odd value, so: numbers that it wants
 * as integers are rounded, and <em>0 stands for unknown</em> there, because the wire has no word for it; an unknown
 * time is the zero time; half of a surrogate pair becomes the replacement character. As in Go, a weight of 0, an empty
 * strategy, an empty list of members and a TLS that is not required are left out.
 */
final class WireWriter {

    private static final String ZERO_TIME = "0001-01-01T00:00:00Z";
    private static final Instant FIRST = Instant.parse(ZERO_TIME);
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private WireWriter() {}

    static void write(JsonGenerator json, Endpoint endpoint) throws IOException {
        json.writeStartObject();
        string(json, "Pattern", endpoint.pattern());
        string(json, "Owner", endpoint.owner());
        json.writeStringField("CreatedAt", time(endpoint.createdAt()));
        if (endpoint.requireTls()) {
            json.writeBooleanField("RequireTLS", true);
        }
        json.writeArrayFieldStart("Routes");
        for (Route route : endpoint.routes()) {
            write(json, route);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void write(JsonGenerator json, Route route) throws IOException {
        json.writeStartObject();
        string(json, "ID", route.id());
        string(json, "RawSelector", route.selector().toString());
        if (route.weight().orElse(0) > 0) {
            json.writeNumberField("Weight", route.weight().getAsInt());
        }
        if (!route.strategy().isEmpty()) {
            string(json, "Strategy", route.strategy());
        }
        if (!route.backends().isEmpty()) {
            json.writeArrayFieldStart("Backends");
            for (Backend backend : route.backends()) {
                json.writeString(text(backend.id()));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    static void write(JsonGenerator json, Backend backend) throws IOException {
        json.writeStartObject();
        string(json, "ID", backend.id());
        string(json, "Owner", backend.owner());
        string(json, "RawLabels", backend.labels().raw());
        json.writeNumberField("Load", integer(backend.load()));
        string(json, "RemoteAddr", backend.address());
        json.writeStringField("ConnectedAt", time(backend.connectedAt()));
        write(json, backend.location());
        json.writeNumberField("RequestsPerSecond", integer(backend.requestsPerSecond()));
        string(json, "State", backend.state());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Location location) throws IOException {
        json.writeObjectFieldStart("Location");
        json.writeNumberField("Latitude", finite(location.latitude()));
        json.writeNumberField("Longitude", finite(location.longitude()));
        string(json, "CityName", location.cityName());
        string(json, "CountryCode", location.countryCode());
        string(json, "CountryName", location.countryName());
        string(json, "ContinentCode", location.continentCode());
        string(json, "ContinentName", location.continentName());
        string(json, "RegionCode", location.regionCode());
        string(json, "RegionName", location.regionName());
        json.writeEndObject();
    }

    private static void string(JsonGenerator json, String name, String value) throws IOException {
        json.writeStringField(name, text(value));
    }

    /** The same text if it can be written as UTF-8, which nearly every text can. */
    static String text(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                return value.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return value;
    }

    /** Fits into 32 bits, because Go's int may have no more. */
    static int integer(OptionalDouble value) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(value.orElse(0)));
    }

    private static String time(Optional<Instant> time) {
        return time.filter(at -> !at.isBefore(FIRST) && !at.isAfter(LAST))
                .map(DateTimeFormatter.ISO_INSTANT::format)
                .orElse(ZERO_TIME);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
