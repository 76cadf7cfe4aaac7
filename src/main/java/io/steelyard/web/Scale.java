package io.steelyard.web;

import io.steelyard.model.Advice;
import io.steelyard.model.Event;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

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
            return new Reply(404, Map.of("error", "write " + PATH + "ENDPOINT/ROUTE, both percent-encoded"));
        }
        try {
            return at(decoded(rest.substring(0, slash)), decoded(rest.substring(slash + 1)), now);
        } catch (IllegalArgumentException e) {
            return new Reply(400, Map.of("error", "the address is not well-formed"));
        }
    }

    private Reply at(String pattern, String route, Moment now) {
        Advice advice = advices.get(pattern);
        if (advice == null) {
            return new Reply(
                    404, Map.of("error", "endpoint " + pattern + " is not there, or has no signal of type capacity"));
        }
        if (now.since(advice.at()).compareTo(staleAfter) > 0) {
            return new Reply(
                    503,
                    Map.of(
                            "error",
                            "stale: the newest advice is "
                                    + now.since(advice.at()).toSeconds() + "s old, the limit is "
                                    + staleAfter.toSeconds() + "s"));
        }
        return Optional.ofNullable(advice.routes().get(route))
                .map(of -> new Reply(200, tree(advice, route, of)))
                .orElseGet(() -> new Reply(
                        503,
                        Map.of(
                                "error",
                                "no advice on route " + route + ": "
                                        + advice.withheld().orElse("not there"))));
    }

    /** Status and what to say as JSON. */
    record Reply(int status, Map<String, Object> body) {}

    private static Map<String, Object> tree(Advice advice, String route, Advice.OfRoute of) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("endpoint", advice.pattern());
        tree.put("route", route);
        tree.put("policy", advice.policy());
        tree.put("desired_backends", of.desired());
        tree.put("wanted_backends", of.wanted());
        tree.put("backends", of.backends());
        tree.put("at_least", of.atLeast());
        tree.put("load", of.load());
        tree.put("at", advice.at().wall().toString());
        return tree;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
