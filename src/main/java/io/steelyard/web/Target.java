package io.steelyard.web;

import io.steelyard.model.Mode;
import io.steelyard.model.Suggestion;
import io.steelyard.operator.Order;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The order that a path means. */
record Target(String verb, Optional<String> name) {

    private static final String ROOT = "/api/v1/";
    private static final List<String> OF_ALL = List.of("pause", "resume", "mode");
    private static final List<String> OF_POLICY = List.of("pause", "resume");
    private static final List<String> OF_ENDPOINT = List.of("shape", "rearm", "revert");

    /** Empty if the path takes no orders. */
    static Optional<Target> of(String uri) {
        String path = uri.split("\\?", 2)[0];
        if (!path.startsWith(ROOT)) {
            return Optional.empty();
        }
        List<String> parts = Arrays.asList(path.substring(ROOT.length()).split("/", -1));
        if (parts.size() == 1 && OF_ALL.contains(parts.get(0))) {
            return Optional.of(new Target(parts.get(0), Optional.empty()));
        }
        boolean named = parts.size() == 3
                && !parts.get(1).isEmpty()
                && ((parts.get(0).equals("policies") && OF_POLICY.contains(parts.get(2)))
                        || (parts.get(0).equals("endpoints") && OF_ENDPOINT.contains(parts.get(2))));
        return named
                ? decoded(parts.get(1)).map(name -> new Target(parts.get(2), Optional.of(name)))
                : Optional.empty();
    }

    private static Optional<String> decoded(String part) {
        try {
            return Optional.of(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException if the body does not say what the order needs */
    Order order(OrderBody body) {
        return switch (verb) {
            case "pause" -> new Order.Pause(name);
            case "resume" -> new Order.Resume(name);
            case "mode" -> new Order.SetMode(mode(body));
            case "shape" -> new Order.Shape(name.orElseThrow(), body.weights());
            case "revert" -> new Order.Revert(name.orElseThrow());
            default -> new Order.Rearm(name.orElseThrow());
        };
    }

    private static Mode mode(OrderBody body) {
        String word = body.mode()
                .orElseThrow(() -> new IllegalArgumentException("mode: is missing; take observe, propose or act"));
        List<String> words = Arrays.stream(Mode.values()).map(Mode::label).toList();
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.label().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "mode: \"" + word + "\" is no mode; " + Suggestion.remedy(word, words, "take one of ")));
    }

    /** The members that the body may have beside those that every order takes. */
    List<String> members() {
        return switch (verb) {
            case "mode" -> List.of("mode");
            case "shape" -> List.of("weights");
            default -> List.of();
        };
    }
}
