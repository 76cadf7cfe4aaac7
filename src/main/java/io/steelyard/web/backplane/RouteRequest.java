package io.steelyard.web.backplane;

import io.steelyard.model.Labels;
import java.util.Map;

/**
 * The body of {@code POST /route}.
 *
 * @param labels which backends the new route chooses; none chooses none
 */
record RouteRequest(String pattern, Map<String, String> labels) {

    static RouteRequest of(JsonObject body) {
        String pattern = RequestPath.checked(body.text("Pattern"));
        JsonObject route = body.object("Route").orElseThrow(() -> Problem.malformed("Route is missing"));
        Map<String, String> labels = Labels.parse(route.text("RawSelector")).pairs();
        if (labels.containsKey("")) {
            throw Problem.unacceptable(
                    route.path("RawSelector") + " has a value without a key; write key=value, key=value");
        }
        return new RouteRequest(pattern, labels);
    }
}
