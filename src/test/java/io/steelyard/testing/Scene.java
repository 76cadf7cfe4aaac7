package io.steelyard.testing;

import io.steelyard.model.Backend;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Horizon;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Occupancy;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Plays events to a history, one second a poll. Routes are set by hand; {@link #poll} shows them. */
public final class Scene {

    /** The pattern of the one endpoint. */
    public static final String PATTERN = "www.example.com";

    /** A balancer whose weights are of routes and sum to 1000. */
    public static final Capabilities PERMILLE = new Capabilities(
            1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, Double.POSITIVE_INFINITY);

    /** A balancer whose weights are of servers, such as HAProxy. */
    public static final Capabilities PER_SERVER =
            new Capabilities(256, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);

    public static final Duration SECOND = Duration.ofSeconds(1);

    /** One route by hand: every backend has the same load and rate. */
    public record Line(int weight, int backends, int configured, double load, double rate) {}

    /** What else may be known of a backend. */
    public record Details(OptionalDouble errors, Optional<Duration> response, Optional<Instant> joined, String state) {

        public static Details errors(double perSecond) {
            return new Details(OptionalDouble.of(perSecond), Optional.empty(), Optional.empty(), "");
        }

        public static Details response(Duration mean) {
            return new Details(OptionalDouble.empty(), Optional.of(mean), Optional.empty(), "");
        }

        public static Details joined(Instant at) {
            return new Details(OptionalDouble.empty(), Optional.empty(), Optional.of(at), "");
        }

        public static Details state(String word) {
            return new Details(OptionalDouble.empty(), Optional.empty(), Optional.empty(), word);
        }

        private Backend on(Backend backend) {
            return new Backend(
                    backend.id(),
                    backend.owner(),
                    backend.labels(),
                    backend.load(),
                    backend.requestsPerSecond(),
                    errors,
                    response,
                    backend.address(),
                    joined,
                    backend.location(),
                    state);
        }
    }

    private final Map<String, UnaryOperator<Backend>> details = new HashMap<>();
    private final Map<String, Line> lines = new LinkedHashMap<>();
    private final Map<String, Double> live = new HashMap<>();
    private final Map<String, Map<String, Integer>> servers = new HashMap<>();
    private final Histories histories;
    private final Capabilities capabilities;
    private Moment now = new Moment(Instant.parse("2026-01-01T00:00:00Z"), Duration.ZERO);
    private long generation;
    private String incarnation = "first";
    private Optional<String> suspect = Optional.empty();

    public Scene(int settle, Capabilities capabilities) {
        this.capabilities = capabilities;
        histories = new Histories(pattern -> new Horizon(60, settle, capabilities));
    }

    public Scene() {
        this(2, PERMILLE);
    }

    /**
     * @param rate of the whole route
     */
    public Scene route(String id, int weight, int backends, double load, double rate) {
        lines.put(id, new Line(weight, backends, backends, load, rate));
        return this;
    }

    public Scene line(String id, Line line) {
        lines.put(id, line);
        return this;
    }

    /** From now on such a part of a route's weight takes traffic, where dead backends are skipped. */
    public Scene live(String id, double part) {
        live.put(id, part);
        return this;
    }

    /** A route whose weight is the sum of its servers'; one at 0 is taken out. */
    public Scene servers(String id, Map<String, Integer> weights) {
        servers.put(id, weights);
        int sum = weights.values().stream().mapToInt(each -> each).sum();
        int usable = (int) weights.values().stream().filter(each -> each > 0).count();
        return line(id, new Line(sum, usable, usable, 1, usable));
    }

    /** What else is known of each backend of a route. */
    public Scene details(String id, Details known) {
        details.put(id, backend -> known.on(backend));
        return this;
    }

    /** From now on the rates of a route's backends are not known. */
    public Scene unmeasured(String id) {
        details.put(
                id,
                backend -> new Backend(
                        backend.id(),
                        backend.owner(),
                        backend.labels(),
                        backend.load(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        backend.address(),
                        Optional.empty(),
                        backend.location(),
                        backend.state()));
        return this;
    }

    /** One state for each backend of a route, which has as many from now on. */
    public Scene states(String id, String... words) {
        Line old = Objects.requireNonNull(lines.get(id), id);
        List<String> names =
                IntStream.range(0, words.length).mapToObj(i -> id + "-" + i).toList();
        details.put(
                id, backend -> Details.state(words[names.indexOf(backend.id())]).on(backend));
        return line(id, new Line(old.weight(), words.length, words.length, old.load(), old.rate()));
    }

    /** What was counted in flight at each backend of a route. */
    public Scene counted(String id, double... inFlight) {
        details.put(id, backend -> backend.with(Occupancy.of(inFlight)));
        return this;
    }

    public Scene without(String id) {
        lines.remove(id);
        return this;
    }

    public Scene weight(String id, int weight) {
        Line old = Objects.requireNonNull(lines.get(id), id);
        return line(id, new Line(weight, old.backends(), old.configured(), old.load(), old.rate()));
    }

    public Scene incarnation(String next) {
        incarnation = next;
        return this;
    }

    public Scene suspect(String why) {
        suspect = Optional.of(why);
        return this;
    }

    public Scene trusted() {
        suspect = Optional.empty();
        return this;
    }

    public Scene poll() {
        Observation.Seen seen = seen(now);
        return event(seen).pass(SECOND);
    }

    public Scene polls(int count) {
        IntStream.range(0, count).forEach(i -> poll());
        return this;
    }

    /** An answer without any endpoint. */
    public Scene emptyPoll() {
        event(new Observation.Seen(++generation, now, now, 0, new Snapshot("test", incarnation, List.of(), List.of())));
        return pass(SECOND);
    }

    public Scene missed() {
        event(new Observation.Missed(now, now, 0, Observation.Cause.TIMEOUT, "no answer"));
        return pass(SECOND);
    }

    public Observation.Seen seen(Moment startedAt) {
        return new Observation.Seen(++generation, startedAt, now, 0, snapshot());
    }

    public Snapshot snapshot() {
        List<Backend> all = new ArrayList<>();
        List<Route> routes = new ArrayList<>();
        lines.forEach((id, line) -> {
            List<Backend> backends = IntStream.range(0, line.backends())
                    .mapToObj(i -> Backend.of(id + "-" + i, line.load(), line.rate() / line.backends()))
                    .map(details.getOrDefault(id, backend -> backend))
                    .toList();
            all.addAll(backends);
            routes.add(new Route(
                    id,
                    Selector.parse("route=" + id),
                    OptionalInt.of(line.weight()),
                    "",
                    backends,
                    line.configured(),
                    Math.max(
                            line.configured(),
                            servers.getOrDefault(id, Map.of()).size()),
                    live(id, line),
                    servers.getOrDefault(id, Map.of())));
        });
        Endpoint endpoint = new Endpoint(PATTERN, "", Optional.empty(), false, routes, suspect);
        return new Snapshot("test", incarnation, List.of(endpoint), all);
    }

    private double live(String id, Line line) {
        double part = line.configured() == 0 ? 0 : (double) line.backends() / line.configured();
        return capabilities.skipsDeadBackends() ? live.getOrDefault(id, part) : 1;
    }

    public Scene event(Event event) {
        histories.add(event);
        return this;
    }

    public Scene pass(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    /** A decision of now to write other weights than those of the newest reading. */
    public Decision.Reweigh reweigh(String id, Map<String, Integer> weights) {
        return reweigh(id, history().latest().weights().orElseThrow(), weights);
    }

    /** A decision of now to write other weights. */
    public Decision.Reweigh reweigh(String id, Map<String, Integer> base, Map<String, Integer> weights) {
        return new Decision.Reweigh(
                id,
                now,
                "test",
                PATTERN,
                new Reason(Reason.Code.REBALANCE, "a test"),
                List.of(),
                base,
                Weights.of(weights));
    }

    /** The decision is written at once, and the routes have the new weights from now on. */
    public Scene apply(Decision.Reweigh decision) {
        event(decision).event(new Outcome.Applied(decision, now, now));
        decision.weights().byRoute().forEach(this::weight);
        return this;
    }

    public Moment now() {
        return now;
    }

    public History history() {
        return histories.at(PATTERN, now).orElseThrow();
    }
}
