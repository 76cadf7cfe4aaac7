package io.steelyard.model;

import org.jspecify.annotations.Nullable;

/**
 * Names a route: ids are unique within their endpoint only, so the key is both.
 *
 * @param pattern the endpoint's pattern
 * @param route the route's id, opaque: never parsed, never sorted as a number
 */
public record RouteKey(String pattern, String route) {

    // Written out, because looking up routes is most of what a poll does, and the methods of a record are slower.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RouteKey key && route.equals(key.route) && pattern.equals(key.pattern);
    }

    @Override
    public int hashCode() {
        return 31 * pattern.hashCode() + route.hashCode();
    }

    @Override
    public String toString() {
        return pattern + " " + route;
    }
}
