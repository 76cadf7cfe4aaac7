package io.steelyard.model;

/**
 * Names a route: ids are unique within their endpoint only, so the key is both.
 *
 * @param pattern the endpoint's pattern
 * @param route the route's id, opaque: never parsed, never sorted as a number
 */
public record RouteKey(String pattern, String route) {

    @Override
    public String toString() {
        return pattern + " " + route;
    }
}
