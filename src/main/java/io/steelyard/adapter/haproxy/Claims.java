package io.steelyard.adapter.haproxy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Which servers of a route its weight goes to, and in which proportion.
 *
 * <p>A server at 0 beside others above 0 was taken out by somebody and stays out. Where all are at 0 the route is, and
 * they come back with what they had before: that is remembered, since HAProxy does not tell it, until the route is seen
 * above 0 twice in a row; once may be a reading from before it was emptied, whose poll ended late. Without it they come back
 * evenly. Safe for use by several threads.
 */
final class Claims {

    /**
     * What the servers of a route had.
     *
     * @param doubted true if the route was above 0 when it was last seen
     */
    private record Memory(Map<String, Integer> weights, boolean doubted) {

        static final Memory NONE = new Memory(Map.of(), false);
    }

    private final Map<String, Memory> atZero = new ConcurrentHashMap<>();

    /** Never empty, in HAProxy's order. */
    List<Claim> of(Proxy proxy, String route, List<Server> servers) {
        List<Claim> present = above(servers, Server::weight);
        if (!present.isEmpty()) {
            seen(proxy, route, true);
            return present;
        }
        seen(proxy, route, false);
        List<Claim> before = before(proxy, route, servers);
        return before.isEmpty() ? above(servers, server -> 1) : before;
    }

    /** True if it is not known how the servers of a route at 0 are to come back. */
    boolean unknown(Proxy proxy, String route, List<Server> servers) {
        return Routing.weight(servers) == 0 && before(proxy, route, servers).isEmpty();
    }

    /** @param weights what the servers have or had, by name */
    void remember(Proxy proxy, String route, Map<String, Integer> weights) {
        atZero.put(key(proxy, route), new Memory(Map.copyOf(weights), false));
    }

    private void seen(Proxy proxy, String route, boolean above) {
        atZero.computeIfPresent(
                key(proxy, route),
                (key, memory) -> above && memory.doubted() ? null : new Memory(memory.weights(), above));
    }

    private List<Claim> before(Proxy proxy, String route, List<Server> servers) {
        Map<String, Integer> weights =
                atZero.getOrDefault(key(proxy, route), Memory.NONE).weights();
        return above(servers, server -> weights.getOrDefault(server.name(), 0));
    }

    private static List<Claim> above(List<Server> servers, ToIntFunction<Server> weight) {
        return servers.stream()
                .filter(server -> weight.applyAsInt(server) > 0)
                .map(server -> new Claim(server, weight.applyAsInt(server)))
                .toList();
    }

    private static String key(Proxy proxy, String route) {
        return proxy.name() + "/" + route; // no name of a proxy has a slash
    }
}
