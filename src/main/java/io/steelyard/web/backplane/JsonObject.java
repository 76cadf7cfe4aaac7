package io.steelyard.web.backplane;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a JSON object, read as Go reads them: names are matched exactly first, then ignoring case, the rest is
 * ignored, and null is the same as absent.
 *
 * @param path of the object within the body, for messages; empty for the body itself
 */
record JsonObject(String path, JsonNode object) {

    /** A text, empty if absent. */
    String text(String name) {
        JsonNode node = find(name).orElse(null);
        if (node == null) {
            return "";
        }
        if (!node.isTextual()) {
            throw wrong(name, node, "a string");
        }
        return node.textValue();
    }

    /** A truth value, false if absent. */
    boolean flag(String name) {
        JsonNode node = find(name).orElse(null);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw wrong(name, node, "true or false");
        }
        return node.booleanValue();
    }

    /** A number, which the caller judges. */
    Optional<JsonNode> number(String name) {
        Optional<JsonNode> node = find(name);
        if (node.isPresent() && !node.get().isNumber()) {
            throw wrong(name, node.get(), "a number");
        }
        return node;
    }

    Optional<JsonObject> object(String name) {
        return find(name).map(node -> {
            if (!node.isObject()) {
                throw wrong(name, node, "an object");
            }
            return new JsonObject(path(name), node);
        });
    }

    /** A list of objects, empty if absent; a null in it is an object without members. */
    List<JsonObject> objects(String name) {
        JsonNode list = find(name).orElse(null);
        if (list == null) {
            return List.of();
        }
        if (!list.isArray()) {
            throw wrong(name, list, "a list");
        }
        List<JsonObject> objects = new ArrayList<>(list.size());
        for (JsonNode element : list) {
            String place = path(name) + "[" + objects.size() + "]";
            if (!element.isObject() && !element.isNull()) {
                throw Problem.malformed(place + " is " + kind(element) + ", not an object");
            }
            objects.add(new JsonObject(place, element));
        }
        return objects;
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "a truth value";
            default -> "null";
        };
    }

    private Problem wrong(String name, JsonNode found, String wanted) {
        return Problem.malformed(path(name) + " is " + kind(found) + ", not " + wanted);
    }

    private Optional<JsonNode> find(String name) {
        JsonNode exact = object.get(name);
        if (exact == null) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (member.getKey().equalsIgnoreCase(name)) {
                    exact = member.getValue();
                }
            }
        }
        return Optional.ofNullable(exact).filter(node -> !node.isNull());
    }
}
