package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.steelyard.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bodies of requests. What cannot be written faithfully is refused. */
final class Bodies {

    private Bodies() {}

    static String json(Object value) {
        try {
            return Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("body: " + value.getClass().getName() + " cannot be written as JSON", e);
        }
    }

    static Map<String, Object> route(String pattern, Map<String, String> labels) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Pattern", pattern);
        body.put("Route", Map.of("RawSelector", selector(labels)));
        return body;
    }

    private static String selector(Map<String, String> labels) {
        String written = Labels.write(labels);
        if (labels.isEmpty()
                || labels.containsKey("")
                || !Labels.parse(written).pairs().equals(labels)) {
            throw new IllegalArgumentException("labels " + labels + ": there must be one, and neither keys nor values"
                    + " may hold a comma or begin or end with a blank, nor keys hold '=' or be empty");
        }
        return written;
    }

    /** Every weight explicit, also 0, and RawSelector always empty: a shape touches weights only. */
    static Map<String, Object> shape(String pattern, Map<String, Integer> weights) {
        if (weights.isEmpty()) {
            throw new IllegalArgumentException("weights of " + pattern + ": none given");
        }
        List<Map<String, Object>> routes = new ArrayList<>();
        weights.forEach((route, weight) -> {
            if (route.isEmpty() || weight < 0) {
                throw new IllegalArgumentException(
                        "weight of route '" + route + "': " + weight + "; ids may not be empty nor weights below 0");
            }
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("ID", route);
            each.put("RawSelector", "");
            each.put("Weight", weight);
            routes.add(each);
        });
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Pattern", pattern);
        body.put("Routes", routes);
        return body;
    }

    static Map<String, Object> endpoint(String pattern, boolean requireTls) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("Pattern", pattern);
        body.put("RequireTLS", requireTls);
        return body;
    }
}
