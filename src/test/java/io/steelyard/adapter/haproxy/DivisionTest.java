package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.steelyard.actuator.UnacceptableWeightsException;
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
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class DivisionTest {

    private static final Routing ROUTING = new Routing(Optional.of("^([a-z]+)"));

    private final Claims claims = new Claims();

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
    void a_route_whose_weight_stays_is_left_as_it_is() {
        Proxy proxy = proxy(server("a1", 20, true), server("a2", 180, true), server("b1", 5, true));

        assertThat(changed(proxy, Map.of("a", 200, "b", 9))).containsExactly("b1=9");
    }

    @Test
    void servers_keep_their_proportions() {
        Proxy proxy = proxy(server("a1", 20, true), server("a2", 180, false));

        assertThat(changed(proxy, Map.of("a", 100))).containsExactly("a1=10", "a2=90");
        assertThat(changed(proxy, Map.of("a", 250))).containsExactly("a1=25", "a2=225");
    }

    @Test
    void what_one_server_cannot_take_goes_to_the_others() {
        Proxy proxy = proxy(server("a1", 20, true), server("a2", 180, true), server("a3", 40, true));

        assertThat(changed(proxy, Map.of("a", 406))).containsExactlyInAnyOrder("a1=50", "a2=256", "a3=100");
        assertThat(changed(proxy, Map.of("a", 768))).containsExactlyInAnyOrder("a1=256", "a2=256", "a3=256");
    }

    @Test
    void a_server_above_zero_stays_there_as_long_as_the_weight_is_enough() {
        Proxy proxy = proxy(server("a1", 1, true), server("a2", 250, true), server("a3", 1, true));

        assertThat(changed(proxy, Map.of("a", 5))).containsExactly("a2=3");
        assertThat(changed(proxy, Map.of("a", 3))).containsExactly("a2=1");
    }

    @Test
    void a_weight_that_would_leave_a_server_at_zero_is_refused() {
        Proxy proxy =
                proxy(server("a1", 9, false), server("a2", 3, true), server("a3", 0, true), server("b1", 7, true));

        assertThatThrownBy(() -> changes(proxy, Map.of("a", 1)))
                .isInstanceOf(UnacceptableWeightsException.class)
                .hasMessageContaining("weight 1 is below 2", "2 servers in use", "scale all weights up");
        assertThat(changed(proxy, Map.of("a", 2))).containsExactlyInAnyOrder("a1=1", "a2=1");
        assertThat(changed(proxy, Map.of("a", 0, "b", 1))).containsExactlyInAnyOrder("a1=0", "a2=0", "b1=1");
    }

    @Test
    void a_server_at_zero_stays_there_unless_all_are() {
        assertThat(changed(proxy(server("a1", 0, true), server("a2", 7, true)), Map.of("a", 30)))
                .containsExactly("a2=30");
        assertThat(changed(proxy(server("a1", 0, true), server("a2", 0, true)), Map.of("a", 30)))
                .containsExactly("a1=15", "a2=15");
    }

    @Test
    void a_route_at_zero_comes_back_with_what_is_remembered_of_it_until_it_is_seen_above_zero_twice() {
        Proxy atZero = proxy(server("a1", 0, true), server("a2", 0, true), server("a3", 0, true));
        Proxy back = proxy(server("a1", 5, true), server("a2", 5, true), server("a3", 5, true));
        claims.remember(atZero, "a", Map.of("a1", 0, "a2", 20, "a3", 180));

        assertThat(changed(atZero, Map.of("a", 100))).containsExactly("a2=10", "a3=90");
        assertThat(changed(atZero, Map.of("a", 50))).containsExactly("a2=5", "a3=45");
        assertThat(changed(back, Map.of("a", 30))).containsExactly("a1=10", "a2=10", "a3=10");
        assertThat(changed(atZero, Map.of("a", 50)))
                .as("a poll that began before it was emptied may end after that")
                .containsExactly("a2=5", "a3=45");
        changed(back, Map.of("a", 30));
        changed(back, Map.of("a", 30));
        assertThat(changed(atZero, Map.of("a", 30))).containsExactly("a1=10", "a2=10", "a3=10");
    }

    @Test
    void a_weight_that_only_a_server_at_zero_had_room_for_is_refused() {
        Proxy proxy = proxy(server("a1", 0, true), server("a2", 7, true));

        assertThatThrownBy(() -> changes(proxy, Map.of("a", 257)))
                .isInstanceOf(UnacceptableWeightsException.class)
                .hasMessageContaining("257 is above 256, the most that its 1 server in use can have");
    }

    @Test
    void any_weight_in_range_is_divided_exactly_in_proportion_and_without_a_moment_at_zero() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            Proxy proxy = randomProxy(random);
            Map<String, List<Server>> routes = ROUTING.routes(proxy);
            TreeMap<String, Integer> wanted = new TreeMap<>();
            routes.forEach((route, servers) -> wanted.put(route, anyWeight(random, servers)));
            String first = wanted.firstKey();
            int least = taking(routes.getOrDefault(first, List.of())).size();
            wanted.merge(first, least, Math::max);

            Map<String, Integer> weights = new HashMap<>();
            proxy.servers().forEach(server -> weights.put(server.name(), server.weight()));
            boolean positive = sum(weights) > 0;
            for (Change change : changes(proxy, wanted)) {
                weights.put(change.server().name(), change.weight());
                assertThat(sum(weights) > 0 || !positive)
                        .as("never zero on the way, seed %d round %d", seed, round)
                        .isTrue();
            }

            String where = "seed " + seed + " round " + round;
            routes.forEach((route, servers) ->
                    assertDivided(servers, wanted.getOrDefault(route, -1), weights, route + " " + where));
        }
    }

    private static void assertDivided(List<Server> servers, int wanted, Map<String, Integer> weights, String where) {
        ToIntFunction<Server> now = server -> weights.getOrDefault(server.name(), -1);
        List<Server> taking = taking(servers);
        assertThat(servers.stream().mapToInt(now).sum()).as(where).isEqualTo(wanted);
        assertThat(servers).as(where).allMatch(server -> now.applyAsInt(server) <= 256);
        assertThat(servers).as(where).allMatch(server -> taking.contains(server) || now.applyAsInt(server) == 0);
        if (wanted == Routing.weight(servers)) {
            assertThat(servers).as(where).allMatch(server -> now.applyAsInt(server) == server.weight());
            return;
        }
        int least = wanted > 0 ? 1 : 0;
        assertThat(taking).as(where).allMatch(server -> now.applyAsInt(server) >= least);
        for (Server one : taking) {
            for (Server other : taking) {
                if (one.weight() == other.weight() && !one.usable() && other.usable()) {
                    assertThat(now.applyAsInt(one)).as(where).isLessThanOrEqualTo(now.applyAsInt(other));
                }
                if (one.weight() <= other.weight() && least == 1) {
                    int evens = one.weight() == other.weight() ? 1 : 0;
                    assertThat(now.applyAsInt(one)).as(where).isLessThanOrEqualTo(now.applyAsInt(other) + evens);
                }
                if (unbounded(now.applyAsInt(one)) && unbounded(now.applyAsInt(other)) && one.weight() > 0) {
                    double scale = (double) other.weight() / one.weight();
                    assertThat((double) now.applyAsInt(other))
                            .as(where)
                            .isCloseTo(now.applyAsInt(one) * scale, within(1 + scale));
                }
            }
        }
    }

    private static int anyWeight(Random random, List<Server> servers) {
        int taking = taking(servers).size();
        int weight = random.nextInt(256 * taking + 1);
        return weight < taking ? 0 : weight;
    }

    private static List<Server> taking(List<Server> servers) {
        List<Server> above =
                servers.stream().filter(server -> server.weight() > 0).toList();
        return above.isEmpty() ? servers : above;
    }

    private static boolean unbounded(int weight) {
        return weight > 1 && weight < 256;
    }

    private List<String> changed(Proxy proxy, Map<String, Integer> weights) {
        return changes(proxy, weights).stream()
                .map(change -> change.server().name() + "=" + change.weight())
                .toList();
    }

    private List<Change> changes(Proxy proxy, Map<String, Integer> weights) {
        return Division.changes(proxy, ROUTING.routes(proxy), claims, Weights.of(weights));
    }

    private static int sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Proxy randomProxy(Random random) {
        List<Server> servers = new ArrayList<>();
        for (int route = 0; route < 1 + random.nextInt(4); route++) {
            int most = random.nextBoolean() ? 4 : 257;
            int count = 1 + random.nextInt(6);
            for (int i = 0; i < count; i++) {
                String name = (char) ('a' + route) + "" + i;
                servers.add(server(name, random.nextInt(5) == 0 ? 0 : random.nextInt(most), random.nextInt(4) > 0));
            }
        }
        return proxy(servers.toArray(Server[]::new));
    }

    private static Proxy proxy(Server... servers) {
        return new Proxy("web", "roundrobin", 0, List.of(servers), false);
    }

    private static Server server(String name, int weight, boolean usable) {
        return new Server(
                "web/" + name,
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
