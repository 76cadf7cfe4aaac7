package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.adapter.haproxy.Division.Change;
import io.steelyard.model.Weights;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DivisionTest {

    private static final Routing ROUTING = new Routing(Optional.of("^([a-z]+)"));

    @Test
    void only_servers_whose_weight_changes_are_written() {
        Proxy proxy = proxy(server("a1", 10, true), server("a2", 10, true), server("b1", 5, true));

        assertThat(changes(proxy, Map.of("a", 21, "b", 5)))
                .extracting(change -> change.server().name() + "=" + change.weight())
                .containsExactly("a1=11");
    }

    @Test
    void raises_come_first_so_that_the_sum_is_never_zero_on_the_way() {
        Proxy proxy = proxy(server("a1", 10, true), server("b1", 0, true));

        assertThat(changes(proxy, Map.of("a", 0, "b", 10)))
                .extracting(change -> change.server().name() + "=" + change.weight())
                .containsExactly("b1=10", "a1=0");
    }

    @Test
    void any_weight_in_range_is_divided_evenly_exactly_and_without_a_moment_at_zero() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            Proxy proxy = randomProxy(random);
            Map<String, List<Server>> routes = ROUTING.routes(proxy);
            TreeMap<String, Integer> wanted = new TreeMap<>();
            routes.forEach((route, servers) -> wanted.put(route, random.nextInt(256 * servers.size() + 1)));
            wanted.merge(wanted.firstKey(), 1, Math::max);

            Map<String, Integer> weights = new HashMap<>();
            proxy.servers().forEach(server -> weights.put(server.name(), server.weight()));
            boolean positive = sum(weights) > 0;
            for (Change change : changes(proxy, wanted)) {
                weights.put(change.server().name(), change.weight());
                assertThat(sum(weights) > 0 || !positive)
                        .as("never zero on the way, seed %d round %d", seed, round)
                        .isTrue();
            }

            int number = round;
            routes.forEach((route, servers) -> {
                List<Integer> parts = servers.stream()
                        .map(server -> weights.getOrDefault(server.name(), -1))
                        .toList();
                int least = parts.stream().min(Integer::compare).orElseThrow();
                int most = parts.stream().max(Integer::compare).orElseThrow();
                assertThat(parts.stream().mapToInt(Integer::intValue).sum())
                        .as("sum of route %s, seed %d round %d", route, seed, number)
                        .isEqualTo(wanted.get(route));
                assertThat(most - least).isLessThanOrEqualTo(1);
                assertThat(most).isLessThanOrEqualTo(256);
                assertThat(servers.stream()
                                .noneMatch(down -> !down.usable()
                                        && weights.getOrDefault(down.name(), 0) > least
                                        && servers.stream()
                                                .anyMatch(up ->
                                                        up.usable() && weights.getOrDefault(up.name(), 0) == least)))
                        .as("surplus to usable servers first, seed %d round %d", seed, number)
                        .isTrue();
            });
        }
    }

    private static List<Change> changes(Proxy proxy, Map<String, Integer> weights) {
        return Division.changes(proxy, ROUTING.routes(proxy), Weights.of(weights));
    }

    private static int sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Proxy randomProxy(Random random) {
        List<Server> servers = new ArrayList<>();
        for (int route = 0; route < 1 + random.nextInt(4); route++) {
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                String name = (char) ('a' + route) + "" + i;
                servers.add(server(name, random.nextInt(3) == 0 ? 0 : random.nextInt(257), random.nextInt(4) > 0));
            }
        }
        return proxy(servers.toArray(Server[]::new));
    }

    private static Proxy proxy(Server... servers) {
        return new Proxy("web", "roundrobin", 0, List.of(servers), false);
    }

    private static Server server(String name, int weight, boolean usable) {
        return new Server(
                "web",
                name,
                usable ? "UP" : "DOWN",
                "",
                false,
                weight,
                0,
                0,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }
}
