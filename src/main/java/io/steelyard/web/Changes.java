package io.steelyard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.SortedMap;

/** What became different between two snapshots in JSON: only endpoints, routes and members that did. */
final class Changes {

    private static final String ENDPOINT = "endpoint";
    private static final String ROUTES = "routes";
    private static final String ROUTE = "route";

    private Changes() {}

    /** The changed endpoints; one whose routes are others than before is whole and says so. */
    static ArrayNode endpoints(SortedMap<String, ObjectNode> before, SortedMap<String, ObjectNode> after) {
        ArrayNode changed = JsonNodeFactory.instance.arrayNode();
        after.forEach((pattern, row) -> {
            ObjectNode old = before.get(pattern);
            if (old == null || !sameRoutes(old, row)) {
                changed.add(row.deepCopy().put("whole", true));
            } else if (!old.equals(row)) {
                changed.add(endpoint(old, row));
            }
        });
        return changed;
    }

    /** The endpoints that are gone. */
    static ArrayNode removed(SortedMap<String, ObjectNode> before, SortedMap<String, ObjectNode> after) {
        ArrayNode removed = JsonNodeFactory.instance.arrayNode();
        before.keySet().stream().filter(pattern -> !after.containsKey(pattern)).forEach(removed::add);
        return removed;
    }

    private static boolean sameRoutes(ObjectNode before, ObjectNode after) {
        JsonNode one = before.path(ROUTES);
        JsonNode other = after.path(ROUTES);
        if (one.size() != other.size()) {
            return false;
        }
        for (int at = 0; at < one.size(); at++) {
            if (!one.get(at).path(ROUTE).equals(other.get(at).path(ROUTE))) {
                return false;
            }
        }
        return true;
    }

    private static ObjectNode endpoint(ObjectNode before, ObjectNode after) {
        ObjectNode changed = members(before, after, ENDPOINT, ROUTES);
        ArrayNode routes = changed.putArray(ROUTES);
        for (int at = 0; at < after.path(ROUTES).size(); at++) {
            ObjectNode old = (ObjectNode) before.path(ROUTES).get(at);
            ObjectNode now = (ObjectNode) after.path(ROUTES).get(at);
            if (!old.equals(now)) {
                routes.add(members(old, now, ROUTE, ""));
            }
        }
        return changed;
    }

    private static ObjectNode members(ObjectNode before, ObjectNode after, String key, String without) {
        ObjectNode changed = JsonNodeFactory.instance.objectNode();
        changed.set(key, after.get(key));
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            boolean same = member.getValue().equals(before.get(member.getKey()));
            if (!same && !member.getKey().equals(without)) {
                changed.set(member.getKey(), member.getValue());
            }
        }
        return changed;
    }
}
