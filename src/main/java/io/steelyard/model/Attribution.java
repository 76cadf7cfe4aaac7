package io.steelyard.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which part of a backend's rate comes through which route, where a backend stands in several. It is divided among them
 * by the traffic that each sends to it, share of the route / backends of the route, over all endpoints, since the API
 * cannot tell more. The parts of a backend add up to 1. Immutable.
 */
public final class Attribution {

    /** One claim of a route on a backend. */
    private record Claim(RouteKey route, double amount) {}

    private final Map<String, List<Claim>> claims;

    private Attribution(Map<String, List<Claim>> claims) {
        this.claims = claims;
    }

    /** How the rates of this snapshot are divided; cheap where no backend stands in two routes. */
    public static Attribution of(Snapshot snapshot) {
        return new Attribution(anyBackendTwice(snapshot) ? claims(snapshot) : Map.of());
    }

    private static boolean anyBackendTwice(Snapshot snapshot) {
        Set<String> seen = new HashSet<>(2 * snapshot.backends().size());
        return snapshot.endpoints().stream()
                .flatMap(endpoint -> endpoint.routes().stream())
                .flatMap(route -> route.backends().stream())
                .anyMatch(backend -> !seen.add(backend.id()));
    }

    private static Map<String, List<Claim>> claims(Snapshot snapshot) {
        Map<String, List<Claim>> found = new HashMap<>();
        for (Endpoint endpoint : snapshot.endpoints()) {
            long all = endpoint.routes().stream()
                    .mapToLong(route -> route.weight().orElse(0))
                    .sum();
            for (Route route : endpoint.routes()) {
                Claim claim = new Claim(new RouteKey(endpoint.pattern(), route.id()), amount(route, all));
                for (Backend backend : route.backends()) {
                    found.computeIfAbsent(backend.id(), id -> new ArrayList<>(2))
                            .add(claim);
                }
            }
        }
        found.values().removeIf(on -> on.size() < 2);
        return found;
    }

    private static double amount(Route route, long allWeight) {
        double share = allWeight > 0 ? (double) route.weight().orElse(0) / allWeight : 0;
        return route.backends().isEmpty() ? 0 : share / route.backends().size();
    }

    /** True if no backend stands in two routes; then every part is 1. */
    public boolean trivial() {
        return claims.isEmpty();
    }

    /** The part of a backend's rate that comes through one route, 0 to 1. */
    public double part(RouteKey route, Backend backend) {
        List<Claim> on = claims.getOrDefault(backend.id(), List.of());
        double all = sum(on);
        return on.stream()
                .filter(claim -> claim.route().equals(route))
                .findFirst()
                .map(claim -> portion(claim, all, on.size()))
                .orElse(1.0);
    }

    /** The part of a backend's rate that comes through one endpoint, 0 to 1. */
    public double part(String pattern, Backend backend) {
        List<Claim> on = claims.getOrDefault(backend.id(), List.of());
        double all = sum(on);
        return shared(pattern, backend)
                ? on.stream()
                        .filter(claim -> claim.route().pattern().equals(pattern))
                        .mapToDouble(claim -> portion(claim, all, on.size()))
                        .sum()
                : 1;
    }

    /** True if the backend stands in a route of another endpoint too. */
    public boolean shared(String pattern, Backend backend) {
        return claims.getOrDefault(backend.id(), List.of()).stream()
                .anyMatch(claim -> !claim.route().pattern().equals(pattern));
    }

    private static double portion(Claim claim, double all, int claims) {
        return all > 0 ? claim.amount() / all : 1.0 / claims;
    }

    private static double sum(List<Claim> claims) {
        return claims.stream().mapToDouble(Claim::amount).sum();
    }
}
