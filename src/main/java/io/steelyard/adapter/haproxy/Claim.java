package io.steelyard.adapter.haproxy;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a server counts for when its route's weight is divided.
 *
 * @param weight above 0; only the proportions matter
 */
record Claim(Server server, long weight) {

    static long sum(List<Claim> claims) {
        return claims.stream().mapToLong(Claim::weight).sum();
    }

    /** The part of their weight that HAProxy gives traffic. */
    static double live(List<Claim> claims) {
        Predicate<Claim> usable = claim -> claim.server().usable();
        return (double) sum(claims.stream().filter(usable).toList()) / sum(claims);
    }
}
