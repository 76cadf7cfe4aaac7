package io.steelyard.web.backplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /shape}.
 *
 * @param weights route id to new weight; an absent weight is 0, and the selectors in the body do not count
 * @param expected the fingerprint of the weights that are to be in force before
 */
record ShapeRequest(String pattern, Map<String, Integer> weights, Optional<String> expected) {

    ShapeRequest(String pattern, Map<String, Integer> weights) {
        this(pattern, weights, Optional.empty());
    }

    static ShapeRequest of(JsonObject body, @Nullable String expected) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        for (JsonObject route : body.objects("Routes")) {
            String id = route.text("ID");
            if (id.isEmpty()) {
                throw Problem.unacceptable(route.path("ID") + " is missing; every route needs one");
            }
            if (weights.put(id, weight(route)) != null) {
                throw Problem.unacceptable(route.path("ID") + " is " + id + " again; name each route once");
            }
        }
        return new ShapeRequest(RequestPath.checked(body.text("Pattern")), weights, Optional.ofNullable(expected));
    }

    private static int weight(JsonObject route) {
        JsonNode weight = route.number("Weight").orElse(null);
        if (weight == null) {
            return 0;
        }
        if (!weight.isIntegralNumber() || !weight.canConvertToInt() || weight.intValue() < 0) {
            throw Problem.unacceptable(
                    route.path("Weight") + " is " + weight.asText() + "; a weight is an integer of at least 0");
        }
        return weight.intValue();
    }
}
