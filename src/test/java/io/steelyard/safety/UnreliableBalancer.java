package io.steelyard.safety;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.model.Backend;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.stream.DoubleStream;
import reactor.core.publisher.Mono;

/** A balancer that may lie, lag, lose answers, write half or late, and reload. Its true weights are always known. */
final class UnreliableBalancer implements Actuator {

    static final String WEB = "www.example.com";
    static final String OTHER = "other.example.com";

    /** What becomes of the next write. */
    enum Write {
        GOOD,
        REPLY_LOST,
        REQUEST_LOST,
        PARTIAL,
        LATE,
        REJECTED,
        UNREADABLE
    }

    /** What is told of the loads. */
    enum Loads {
        TRUE,
        ZERO,
        EXTREMES,
        UNKNOWN,
        WORST
    }

    private record Due(int step, Map<String, Integer> weights) {}

    private final SplittableRandom random;
    private final Capabilities capabilities;
    private final Checks checks;
    private final double[] capacities;
    private final double traffic;
    private final Deque<Due> late = new ArrayDeque<>();
    private final List<Snapshot> past = new ArrayList<>();

    final TreeMap<String, Integer> web = new TreeMap<>();
    final TreeMap<String, Integer> other = new TreeMap<>(Map.of("route0000", 500, "route0001", 500));
    private final TreeMap<String, Integer> configured;
    private final TreeMap<String, Integer> backends = new TreeMap<>();
    private String incarnation = "1";
    private int step;

    Write nextWrite = Write.GOOD;
    Loads loads = Loads.TRUE;
    boolean weightsAreLies;
    boolean weightUnknown;
    boolean suspect;
    boolean endpointMissing;
    int stale;
    boolean editsBeforeRead;

    UnreliableBalancer(SplittableRandom random, Capabilities capabilities, int routes, Checks checks) {
        this.random = random;
        this.capabilities = capabilities;
        this.checks = checks;
        this.capacities = random.doubles(routes, 10, 400).toArray();
        this.traffic = random.nextDouble(0.2, 1.1) * DoubleStream.of(capacities).sum();
        for (int i = 0; i < routes; i++) {
            backends.put("route%04d".formatted(i), random.nextInt(5) == 0 ? 1 : random.nextInt(1, 8));
            web.put("route%04d".formatted(i), Math.max(1, 1000 / routes));
        }
        configured = new TreeMap<>(web);
    }

    /** Nothing is wrong any more; what is on its way still arrives. */
    void mend() {
        nextWrite = Write.GOOD;
        loads = Loads.TRUE;
        weightsAreLies = false;
        weightUnknown = false;
        suspect = false;
        endpointMissing = false;
        stale = 0;
        editsBeforeRead = false;
    }

    void tick() {
        step++;
        while (!late.isEmpty() && late.element().step() <= step) {
            web.putAll(late.remove().weights());
        }
    }

    void edit() {
        web.replaceAll((route, weight) -> random.nextInt(8) == 0 ? 0 : random.nextInt(1, 400));
    }

    /** All weights are 0: an operator may do that, we must not. */
    void editToNothing() {
        web.replaceAll((route, weight) -> 0);
    }

    String incarnation() {
        return incarnation;
    }

    void reload() {
        incarnation = Integer.toString(Integer.parseInt(incarnation) + 1);
        web.putAll(configured);
    }

    void comeAndGo() {
        backends.replaceAll((route, count) -> random.nextInt(4) == 0 ? random.nextInt(0, 8) : count);
    }

    Snapshot snapshot() {
        Snapshot now = seen();
        past.add(now);
        if (past.size() > 40) {
            past.remove(0);
        }
        return past.get(Math.max(0, past.size() - 1 - stale));
    }

    private Snapshot seen() {
        List<Backend> all = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        double sum =
                Math.max(1, web.values().stream().mapToInt(Integer::intValue).sum());
        int index = 0;
        for (Map.Entry<String, Integer> route : web.entrySet()) {
            int count = backends.getOrDefault(route.getKey(), 0);
            double rate = traffic * route.getValue() / sum;
            List<Backend> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                members.add(backend(route.getKey() + "-" + i, index, rate / count, capacities[index] / count));
            }
            all.addAll(members);
            OptionalInt weight = weightUnknown && index == 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(weightsAreLies ? random.nextInt(1000) : route.getValue());
            routes.add(new Route(route.getKey(), Selector.parse("r=" + route.getKey()), weight, "", members));
            index++;
        }
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new Endpoint(
                OTHER,
                "",
                Optional.empty(),
                false,
                other.entrySet().stream()
                        .map(route -> new Route(
                                route.getKey(),
                                Selector.parse("o=" + route.getKey()),
                                OptionalInt.of(route.getValue()),
                                "",
                                List.of()))
                        .toList(),
                Optional.empty()));
        if (!endpointMissing) {
            endpoints.add(new Endpoint(
                    WEB,
                    "",
                    Optional.empty(),
                    false,
                    routes,
                    suspect ? Optional.of("a name twice") : Optional.empty()));
        }
        return new Snapshot("unreliable", incarnation, endpoints, all);
    }

    private Backend backend(String id, int route, double rate, double capacity) {
        double busy = rate / capacity;
        return switch (loads) {
            case TRUE -> Backend.of(id, Math.rint(100 * busy), Math.rint(Math.min(rate, capacity)));
            case ZERO -> Backend.of(id, 0, 0);
            case EXTREMES -> Backend.of(id, random.nextBoolean() ? 0 : 1e9, random.nextBoolean() ? 0 : 1e9);
            case WORST -> Backend.of(id, route == weakest() ? 0 : 1e6, Math.rint(rate));
            case UNKNOWN ->
                new Backend(
                        id,
                        "",
                        Backend.of(id, 0, 0).labels(),
                        OptionalDouble.empty(),
                        random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(rate),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        "",
                        Optional.empty(),
                        Backend.of(id, 0, 0).location(),
                        "");
        };
    }

    private int weakest() {
        int weakest = 0;
        for (int i = 1; i < capacities.length; i++) {
            weakest = capacities[i] < capacities[weakest] ? i : weakest;
        }
        return weakest;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Mono<Map<String, Integer>> weights(String pattern) {
        return Mono.fromCallable(() -> {
            if (nextWrite == Write.UNREADABLE) {
                throw new IllegalStateException("connection reset");
            }
            if (editsBeforeRead) {
                edit();
            }
            TreeMap<String, Integer> told = new TreeMap<>(pattern.equals(WEB) ? web : other);
            if (weightsAreLies && random.nextBoolean()) {
                told.replaceAll((route, weight) -> random.nextInt(1000));
            }
            return told;
        });
    }

    @Override
    public Mono<Void> shape(String pattern, Weights weights) {
        return Mono.fromCallable(() -> {
            checks.sent(pattern, weights);
            TreeMap<String, Integer> target = pattern.equals(WEB) ? web : other;
            switch (nextWrite) {
                case GOOD, UNREADABLE -> target.putAll(weights.byRoute());
                case REPLY_LOST -> {
                    target.putAll(weights.byRoute());
                    throw new TimeoutException("no answer");
                }
                case REQUEST_LOST -> throw new TimeoutException("no answer");
                case PARTIAL -> {
                    weights.byRoute().entrySet().stream()
                            .limit(random.nextInt(1, 1 + weights.byRoute().size()))
                            .forEach(route -> target.put(route.getKey(), route.getValue()));
                    throw new IllegalStateException("connection reset");
                }
                case LATE -> {
                    late.add(new Due(step + random.nextInt(1, 20), weights.byRoute()));
                    throw new TimeoutException("no answer");
                }
                case REJECTED -> throw new UnacceptableWeightsException("no");
            }
            return null;
        });
    }
}
