package io.steelyard.adapter.haproxy;

import io.steelyard.adapter.haproxy.Division.Change;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides a weight among servers in proportion to their claims, by largest remainder.
 *
 * <p>Nobody gets more than {@link Division#MOST}; the rest goes to the others. Nobody gets less than 1. Equal remainders
 * go to usable servers first, then by name.
 */
final class Proportion {

    /** The exact part of a server: whole units, and what is left of one in units of the sum of all claims. */
    private record Quota(Claim claim, long whole, long remainder) {}

    private static final Comparator<Quota> LARGEST_REMAINDER_FIRST = Comparator.comparingLong(Quota::remainder)
            .reversed()
            .thenComparing(quota -> !quota.claim().server().usable())
            .thenComparing(quota -> quota.claim().server().name());

    private final List<Claim> claims;

    Proportion(List<Claim> claims) {
        this.claims = claims;
    }

    /** @param weight 1 to {@link Division#MOST} for each server */
    List<Change> divide(int weight) {
        Map<Claim, Integer> fixed = bounded(weight);
        int rest = weight - sum(fixed);
        List<Quota> quotas = quotas(rest, without(fixed.keySet()));
        long surplus = rest - quotas.stream().mapToLong(Quota::whole).sum();
        Set<Claim> favoured = new HashSet<>(quotas.stream()
                .sorted(LARGEST_REMAINDER_FIRST)
                .limit(surplus)
                .map(Quota::claim)
                .toList());
        Map<Claim, Integer> weights = new HashMap<>(fixed);
        quotas.forEach(
                quota -> weights.put(quota.claim(), (int) quota.whole() + (favoured.contains(quota.claim()) ? 1 : 0)));
        return claims.stream()
                .map(claim -> new Change(claim.server(), weights.getOrDefault(claim, 0)))
                .toList();
    }

    /**
     * The servers that a limit holds. Each round keeps those beyond the limit that is broken by more: with that limit
     * broken less by the rest, it would be broken again.
     */
    private Map<Claim, Integer> bounded(int weight) {
        Map<Claim, Integer> fixed = new HashMap<>();
        for (int round = 0; round < claims.size(); round++) {
            int rest = weight - sum(fixed);
            List<Claim> free = without(fixed.keySet());
            long sum = Claim.sum(free);
            long above = 0;
            long below = 0;
            for (Claim claim : free) {
                above += Math.max(0, rest * claim.weight() - Division.MOST * sum);
                below += Math.max(0, sum - rest * claim.weight());
            }
            if (above == 0 && below == 0) {
                return fixed;
            }
            boolean most = above >= below;
            for (Claim claim : free) {
                long part = rest * claim.weight();
                if (most ? part > Division.MOST * sum : part < sum) {
                    fixed.put(claim, most ? Division.MOST : 1);
                }
            }
        }
        return fixed;
    }

    private static List<Quota> quotas(int rest, List<Claim> free) {
        long sum = Claim.sum(free);
        return free.stream()
                .map(claim -> new Quota(claim, rest * claim.weight() / sum, rest * claim.weight() % sum))
                .toList();
    }

    private List<Claim> without(Set<Claim> fixed) {
        return claims.stream().filter(claim -> !fixed.contains(claim)).toList();
    }

    private static int sum(Map<Claim, Integer> fixed) {
        return fixed.values().stream().mapToInt(Integer::intValue).sum();
    }
}
