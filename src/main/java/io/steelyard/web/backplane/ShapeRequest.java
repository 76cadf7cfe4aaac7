package io.steelyard.web.backplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The body of {@code POST /shape}.
 *
 * @param weights route id to new weight; an absent weight is 0, and the selectors in the body do not count
 */
record ShapeRequest(String pattern, Map<String, Integer> weights) {

    static ShapeRequest of(JsonObject body) {
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
        return new ShapeRequest(RequestPath.checked(body.text("Pattern")), weights);
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
