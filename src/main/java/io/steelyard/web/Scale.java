package io.steelyard.web;

import io.steelyard.model.Advice;
import io.steelyard.model.Event;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many backends a route should have, for autoscalers. What is not known, or is old, is an error and never a number:
 * an autoscaler that took it for 0 would remove everything. Safe for use by several threads.
 */
final class Scale implements Consumer<Event> {

    static final String PATH = "/api/v1/scale/";

    private final Duration staleAfter;
    private final Map<String, Advice> advices = new ConcurrentHashMap<>();

    Scale(Duration staleAfter) {
        this.staleAfter = staleAfter;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Advice advice) {
            advices.put(advice.pattern(), advice);
        } else if (event instanceof Observation.Seen seen && !advices.isEmpty()) {
            Set<String> present = seen.snapshot().endpoints().stream()
                    .map(endpoint -> endpoint.pattern())
                    .collect(Collectors.toSet());
            advices.keySet().retainAll(present);
        }
    }

    /** The answer to a raw path: the endpoint's pattern and the route's id, both percent-encoded. */
    Reply at(String rawPath, Moment now) {
        String rest = rawPath.substring(PATH.length());
        int slash = rest.lastIndexOf('/');
        if (slash < 0) {
            return fault(404, "write " + PATH + "ENDPOINT/ROUTE, both percent-encoded");
        }
        try {
            return at(decoded(rest.substring(0, slash)), decoded(rest.substring(slash + 1)), now);
        } catch (IllegalArgumentException e) {
            return fault(400, "the address is not well-formed");
        }
    }

    private Reply at(String pattern, String route, Moment now) {
        Advice advice = advices.get(pattern);
        if (advice == null) {
            return fault(404, "endpoint " + pattern + " is not there, or has no signal of type capacity");
        }
        if (now.since(advice.at()).compareTo(staleAfter) > 0) {
            return fault(
                    503,
                    "stale: the newest advice is " + now.since(advice.at()).toSeconds() + "s old, the limit is "
                            + staleAfter.toSeconds() + "s");
        }
        return Optional.ofNullable(advice.routes().get(route))
                .map(of -> new Reply(200, advised(advice, route, of)))
                .orElseGet(() -> fault(
                        503,
                        "no advice on route " + route + ": " + advice.withheld().orElse("not there")));
    }

    /**
     * Status and what to say as JSON.
     *
     * @param body an {@link Advised} or a fault
     */
    record Reply(int status, Object body) {}

    /**
     * How many backends a route should have.
     *
     * @param desiredBackends after all limits on how fast and how far; what an autoscaler should follow
     * @param wantedBackends that the present traffic asks for
     * @param atLeast true if the route is saturated, so that the demand cannot be seen whole
     * @param load mean per backend, in the balancer's unit
     */
    record Advised(
            String endpoint,
            String route,
            String policy,
            int desiredBackends,
            int wantedBackends,
            int backends,
            boolean atLeast,
            @Nullable Double load,
            String at) {}

    private static Reply fault(int status, String message) {
        return new Reply(status, new OrderJson.Fault(message));
    }

    private static Advised advised(Advice advice, String route, Advice.OfRoute of) {
        return new Advised(
                advice.pattern(),
                route,
                advice.policy(),
                of.desired(),
                of.wanted(),
                of.backends(),
                of.atLeast(),
                Json.finite(of.load()),
                Json.text(advice.at()));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
