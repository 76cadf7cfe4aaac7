package io.steelyard.adapter.backplane;

import io.steelyard.backplane.Backend;
import io.steelyard.backplane.Endpoint;
import io.steelyard.backplane.Location;
import io.steelyard.backplane.QueryResponse;
import io.steelyard.backplane.Route;
import io.steelyard.model.Labels;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Turns the wire's records into the model's, once, at the edge. One instance maps one answer. */
final class Mapping {

    private static final OptionalDouble[] SMALL = new OptionalDouble[1024];

    static {
        for (int value = 0; value < SMALL.length; value++) {
            SMALL[value] = OptionalDouble.of(value);
        }
    }

    private final QueryResponse answer;
    private final Map<String, io.steelyard.model.Backend> byId;
    // The reader gives equal places as one object.
    private final IdentityHashMap<Location, io.steelyard.model.Location> places = new IdentityHashMap<>();

    private Mapping(QueryResponse answer) {
        this.answer = answer;
        this.byId = new HashMap<>(2 * answer.backends().size());
    }

    static Snapshot snapshot(String source, QueryResponse answer) {
        return new Mapping(answer).snapshot(source);
    }

    /** A route just made, which has no members that anybody has seen. */
    static io.steelyard.model.Route newRoute(Route made, Map<String, String> labels) {
        String selector = made.rawSelector().isEmpty() ? Labels.write(labels) : made.rawSelector();
        return new io.steelyard.model.Route(
                made.id(), Selector.parse(selector), made.weight(), made.strategy(), List.of());
    }

    private Snapshot snapshot(String source) {
        List<io.steelyard.model.Backend> backends =
                new ArrayList<>(answer.backends().size());
        for (Backend each : answer.backends()) {
            io.steelyard.model.Backend mapped = backend(each);
            backends.add(mapped);
            byId.put(mapped.id(), mapped);
        }
        return new Snapshot(
                source, "", answer.endpoints().stream().map(this::endpoint).toList(), backends);
    }

    private io.steelyard.model.Backend backend(Backend wire) {
        return new io.steelyard.model.Backend(
                wire.id(),
                wire.owner(),
                Labels.parse(wire.rawLabels()),
                measure(wire.load()),
                measure(wire.requestsPerSecond()),
                OptionalDouble.empty(),
                Optional.empty(),
                wire.remoteAddr(),
                wire.connectedAt(),
                location(wire.location()),
                wire.state());
    }

    private static OptionalDouble measure(OptionalLong value) {
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        long known = value.getAsLong();
        return known < SMALL.length ? SMALL[(int) known] : OptionalDouble.of((double) known);
    }

    private io.steelyard.model.Location location(Location wire) {
        return places.computeIfAbsent(
                wire,
                from -> new io.steelyard.model.Location(
                        from.latitude(),
                        from.longitude(),
                        from.cityName(),
                        from.countryCode(),
                        from.countryName(),
                        from.continentCode(),
                        from.continentName(),
                        from.regionCode(),
                        from.regionName()));
    }

    private io.steelyard.model.Endpoint endpoint(Endpoint wire) {
        return new io.steelyard.model.Endpoint(
                wire.pattern(),
                wire.owner(),
                wire.createdAt(),
                wire.requireTls(),
                wire.routes().stream().map(this::route).toList(),
                Optional.ofNullable(answer.oddities().suspects().get(wire.pattern())));
    }

    /** An id without a backend is one that just left. */
    private io.steelyard.model.Route route(Route wire) {
        List<io.steelyard.model.Backend> members =
                new ArrayList<>(wire.backends().size());
        for (String id : wire.backends()) {
            io.steelyard.model.Backend member = byId.get(id);
            if (member != null) {
                members.add(member);
            }
        }
        return new io.steelyard.model.Route(
                wire.id(), Selector.parse(wire.rawSelector()), wire.weight(), wire.strategy(), members);
    }
}
