package io.steelyard.adapter.haproxy;

import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Location;
import io.steelyard.model.Occupancy;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Makes a snapshot of the readings of one poll: loads are their mean, all else is as the last one says. */
final class Poll {

    private final Routing routing;
    private final Descriptions descriptions;
    private final Map<String, Counts> loads = new HashMap<>();
    private @Nullable Sample last;

    /** The loads of one server. */
    private static final class Counts {
        private double[] values = new double[2];
        private int size;

        void add(double load) {
            values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
            values[size++] = load;
        }

        double[] values() {
            return Arrays.copyOf(values, size);
        }
    }

    Poll(Routing routing, Descriptions descriptions) {
        this.routing = routing;
        this.descriptions = descriptions;
    }

    /** Takes the next reading. What an earlier process said is forgotten. */
    void add(Sample sample) {
        if (last != null && !sample.instance().continues(last.instance())) {
            loads.clear();
        }
        last = sample;
        for (Proxy proxy : sample.proxies()) {
            double queuedEach = proxy.queuedEach();
            for (Server server : proxy.servers()) {
                loads.computeIfAbsent(server.id(), id -> new Counts()).add(server.load(queuedEach));
            }
        }
    }

    Sample last() {
        if (last == null) {
            throw new IllegalStateException("a poll without a reading");
        }
        return last;
    }

    /** What was read; rates are what the counters gained since {@code before}, an earlier reading. */
    Snapshot snapshot(String incarnation, @Nullable Sample before) {
        Rates rates = Rates.between(before, last());
        List<Endpoint> endpoints = new ArrayList<>();
        List<Backend> backends = new ArrayList<>();
        for (Proxy proxy : last().proxies()) {
            Map<String, Backend> ofProxy = new LinkedHashMap<>();
            proxy.servers().forEach(server -> ofProxy.put(server.name(), backend(server, rates)));
            backends.addAll(ofProxy.values());
            Endpoint endpoint = endpoint(proxy, ofProxy);
            if (!endpoint.routes().isEmpty()) {
                endpoints.add(endpoint);
            }
        }
        return new Snapshot(HaproxyBalancer.NAME, incarnation, endpoints, backends);
    }

    private Endpoint endpoint(Proxy proxy, Map<String, Backend> backends) {
        List<Route> routes = new ArrayList<>();
        routing.routes(proxy).forEach((id, servers) -> routes.add(route(proxy, id, servers, backends)));
        Optional<String> suspect = proxy.repeated() ? Optional.of(proxy.ambiguity()) : Optional.empty();
        return new Endpoint(proxy.name(), "", Optional.empty(), false, routes, suspect);
    }

    private Route route(Proxy proxy, String id, List<Server> servers, Map<String, Backend> backends) {
        List<Claim> claims = routing.claims().of(proxy, id, servers);
        List<Backend> live = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            Backend backend = backends.get(claim.server().name());
            if (claim.server().usable() && backend != null) {
                live.add(backend);
            }
        }
        OptionalInt weight = OptionalInt.of(Routing.weight(servers));
        return new Route(
                id,
                descriptions.of(proxy, id),
                weight,
                proxy.algorithm(),
                live,
                claims.size(),
                servers.size(),
                Claim.live(claims),
                Routing.weights(servers));
    }

    private Backend backend(Server server, Rates rates) {
        OptionalDouble rate = rates.requests(server);
        Counts seen = loads.get(server.id());
        double[] counts = seen == null ? new double[0] : seen.values();
        return new Backend(
                server.id(),
                "",
                descriptions.of(server),
                Arrays.stream(counts).average(),
                rate,
                rates.errors(server),
                responseTime(server, rate),
                server.address(),
                Optional.empty(),
                Location.UNKNOWN,
                server.status(),
                counts.length == 0 ? Optional.empty() : Optional.of(Occupancy.of(counts)));
    }

    // HAProxy goes on showing the mean of requests long past; without new ones it says nothing about now.
    private static Optional<Duration> responseTime(Server server, OptionalDouble rate) {
        boolean recent = rate.isPresent() ? rate.getAsDouble() > 0 : server.sessions() > 0;
        return recent && server.responseMillis().isPresent()
                ? Optional.of(Duration.ofMillis(server.responseMillis().getAsLong()))
                : Optional.empty();
    }
}
