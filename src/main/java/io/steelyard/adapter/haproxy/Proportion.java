package io.steelyard.adapter.haproxy;

import io.steelyard.adapter.haproxy.Division.Change;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides a weight among servers in proportion to their present weights, by largest remainder; evenly if all are 0.
 *
 * <p>Nobody gets more than {@link Division#MOST}; the rest goes to the others. Nobody gets less than 1. Equal remainders
 * go to usable servers first, then by name.
 */
final class Proportion {

    /** The exact part of a server: whole units, and what is left of one in units of the sum of all claims. */
    private record Quota(Server server, long whole, long remainder) {}

    private static final Comparator<Quota> LARGEST_REMAINDER_FIRST = Comparator.comparingLong(Quota::remainder)
            .reversed()
            .thenComparing(quota -> !quota.server().usable())
            .thenComparing(quota -> quota.server().name());

    private final List<Server> servers;
    private final boolean allZero;

    /** @param servers all above 0 or all at 0 */
    Proportion(List<Server> servers) {
        this.servers = servers;
        this.allZero = servers.stream().allMatch(server -> server.weight() == 0);
    }

    /** @param weight 1 to {@link Division#MOST} for each server */
    List<Change> divide(int weight) {
        Map<Server, Integer> fixed = bounded(weight);
        int rest = weight - sum(fixed);
        List<Server> free = without(fixed.keySet());
        List<Quota> quotas = quotas(rest, free);
        long surplus = rest - quotas.stream().mapToLong(Quota::whole).sum();
        Set<Server> favoured = new HashSet<>(quotas.stream()
                .sorted(LARGEST_REMAINDER_FIRST)
                .limit(surplus)
                .map(Quota::server)
                .toList());
        Map<Server, Integer> weights = new HashMap<>(fixed);
        quotas.forEach(quota ->
                weights.put(quota.server(), (int) quota.whole() + (favoured.contains(quota.server()) ? 1 : 0)));
        return servers.stream()
                .map(server -> new Change(server, weights.getOrDefault(server, 0)))
                .toList();
    }

    /**
     * The servers that a limit holds. Each round keeps those beyond the limit that is broken by more: with that limit
     * broken less by the rest, it would be broken again.
     */
    private Map<Server, Integer> bounded(int weight) {
        Map<Server, Integer> fixed = new HashMap<>();
        for (int round = 0; round < servers.size(); round++) {
            int rest = weight - sum(fixed);
            List<Server> free = without(fixed.keySet());
            long claims = claims(free);
            long above = 0;
            long below = 0;
            for (Server server : free) {
                above += Math.max(0, rest * claim(server) - Division.MOST * claims);
                below += Math.max(0, claims - rest * claim(server));
            }
            if (above == 0 && below == 0) {
                return fixed;
            }
            boolean most = above >= below;
            for (Server server : free) {
                long part = rest * claim(server);
                if (most ? part > Division.MOST * claims : part < claims) {
                    fixed.put(server, most ? Division.MOST : 1);
                }
            }
        }
        return fixed;
    }

    private List<Quota> quotas(int rest, List<Server> free) {
        long claims = claims(free);
        return free.stream()
                .map(server -> new Quota(server, rest * claim(server) / claims, rest * claim(server) % claims))
                .toList();
    }

    private List<Server> without(Set<Server> fixed) {
        return servers.stream().filter(server -> !fixed.contains(server)).toList();
    }

    private long claims(List<Server> free) {
        return free.stream().mapToLong(this::claim).sum();
    }

    private long claim(Server server) {
        return allZero ? 1 : server.weight();
    }

    private static int sum(Map<Server, Integer> fixed) {
        return fixed.values().stream().mapToInt(Integer::intValue).sum();
    }
}
