package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.steelyard.backplane.Backend;
import io.steelyard.backplane.Endpoint;
import io.steelyard.backplane.Location;
import io.steelyard.backplane.QueryResponse;
import io.steelyard.backplane.Route;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The wire's members, for programs: weights explicit, lists never null, what is unknown null, the Token hidden. */
final class WireJson {

    static final String HIDDEN = "<secret>";

    private WireJson() {}

    static Map<String, @Nullable Object> answer(QueryResponse answer) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("Token", HIDDEN);
        json.put(
                "Endpoints", answer.endpoints().stream().map(WireJson::endpoint).toList());
        json.put("Backends", answer.backends().stream().map(WireJson::backend).toList());
        return json;
    }

    private static Map<String, @Nullable Object> endpoint(Endpoint endpoint) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("Pattern", endpoint.pattern());
        json.put("Owner", endpoint.owner());
        json.put("CreatedAt", endpoint.createdAt().map(WireJson::time).orElse(null));
        if (endpoint.requireTls() || endpoint.unknown().contains("RequireTLS")) {
            json.put("RequireTLS", endpoint.requireTls());
        }
        json.put("Routes", endpoint.routes().stream().map(WireJson::route).toList());
        return hidden(json, endpoint.unknown());
    }

    static Map<String, @Nullable Object> route(Route route) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ID", route.id());
        json.put("RawSelector", route.rawSelector());
        json.put("Weight", route.weight().isPresent() ? route.weight().getAsInt() : null);
        json.put("Strategy", route.strategy());
        json.put("Backends", route.backends());
        return hidden(json, route.unknown());
    }

    private static Map<String, @Nullable Object> backend(Backend backend) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("ID", backend.id());
        json.put("Owner", backend.owner());
        json.put("RawLabels", backend.rawLabels());
        json.put("Load", whole(backend.load()));
        json.put("RemoteAddr", backend.remoteAddr());
        json.put("ConnectedAt", backend.connectedAt().map(WireJson::time).orElse(null));
        json.put("Location", location(backend.location()));
        json.put("RequestsPerSecond", whole(backend.requestsPerSecond()));
        json.put("State", backend.state());
        return hidden(json, backend.unknown());
    }

    private static Map<String, @Nullable Object> location(Location location) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("Latitude", number(location.latitude()));
        json.put("Longitude", number(location.longitude()));
        json.put("CityName", location.cityName());
        json.put("CountryCode", location.countryCode());
        json.put("CountryName", location.countryName());
        json.put("ContinentCode", location.continentCode());
        json.put("ContinentName", location.continentName());
        json.put("RegionCode", location.regionCode());
        json.put("RegionName", location.regionName());
        return hidden(json, location.unknown());
    }

    /** Without the zeros that end a fraction, as the wire has it. */
    private static String time(Instant time) {
        return time.toString().replaceFirst("(\\.[0-9]*?)0+Z$", "$1Z");
    }

    private static Number number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? (Number) (long) value : (Number) value;
    }

    private static @Nullable Long whole(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    /** Null for each member that could not be read. */
    private static Map<String, @Nullable Object> hidden(Map<String, @Nullable Object> json, Iterable<String> unknown) {
        for (String member : unknown) {
            json.put(member, null);
        }
        return json;
    }

    /** Hides every member called Token, at any depth. */
    static JsonNode withoutTokens(JsonNode json) {
        if (json instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (member.getKey().toLowerCase(Locale.ROOT).equals("token")) {
                    member.setValue(TextNode.valueOf(HIDDEN));
                } else {
                    withoutTokens(member.getValue());
                }
            }
        } else if (json instanceof ArrayNode list) {
            list.forEach(WireJson::withoutTokens);
        }
        return json;
    }
}
