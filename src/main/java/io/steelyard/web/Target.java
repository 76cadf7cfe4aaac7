package io.steelyard.web;

import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Printable;
import io.steelyard.model.Suggestion;
import io.steelyard.operator.Order;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The order that a path means. */
record Target(String verb, Optional<String> name) {

    private static final String ROOT = "/api/v1/";
    private static final List<String> OF_ALL = List.of("pause", "resume", "mode", "log-level", "run");
    private static final int WORD_MOST = 50;
    private static final List<String> OF_POLICY = List.of("pause", "resume");
    private static final List<String> OF_ENDPOINT = List.of("shape", "rearm", "revert");

    boolean isPause() {
        return verb.equals("pause");
    }

    /** Every path that takes orders. */
    static List<String> paths() {
        return Stream.of(
                        OF_ALL.stream().map(verb -> ROOT + verb),
                        OF_POLICY.stream().map(verb -> ROOT + "policies/{name}/" + verb),
                        OF_ENDPOINT.stream().map(verb -> ROOT + "endpoints/{pattern}/" + verb))
                .flatMap(all -> all)
                .toList();
    }

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

    /** The endpoint of {@code /api/v1/endpoints/{pattern}/VERB}; empty if the path is another. */
    static Optional<String> endpoint(String uri, String verb) {
        String path = uri.split("\\?", 2)[0];
        String before = ROOT + "endpoints/";
        String after = "/" + verb;
        String between =
                path.startsWith(before) && path.endsWith(after) && path.length() > before.length() + after.length()
                        ? path.substring(before.length(), path.length() - after.length())
                        : "";
        return between.isEmpty() || between.contains("/") ? Optional.empty() : decoded(between);
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
            case "mode" -> new Order.SetMode(word("mode", body.mode(), Mode.values()));
            case "log-level" -> new Order.SetLogLevel(word("level", body.level(), LogLevel.values()));
            case "run" -> new Order.Run();
            case "shape" -> new Order.Shape(name.orElseThrow(), body.weights());
            case "revert" -> new Order.Revert(name.orElseThrow());
            default -> new Order.Rearm(name.orElseThrow());
        };
    }

    private static <E extends Enum<E>> E word(String member, Optional<String> given, E[] all) {
        Map<String, E> words = Arrays.stream(all)
                .collect(Collectors.toMap(
                        one -> one.name().toLowerCase(Locale.ROOT),
                        one -> one,
                        (one, other) -> one,
                        LinkedHashMap::new));
        List<String> names = List.copyOf(words.keySet());
        String word = given.orElseThrow(
                () -> new IllegalArgumentException(member + ": is missing; take one of " + String.join(", ", names)));
        E found = words.get(word);
        if (found == null) {
            throw new IllegalArgumentException(member + ": \"" + Printable.line(word, WORD_MOST) + "\" is no " + member
                    + "; " + Suggestion.remedy(word, names, "take one of "));
        }
        return found;
    }

    /** The members that the body may have beside those that every order takes. */
    List<String> members() {
        return switch (verb) {
            case "mode" -> List.of("mode");
            case "log-level" -> List.of("level");
            case "shape" -> List.of("weights");
            default -> List.of();
        };
    }
}
