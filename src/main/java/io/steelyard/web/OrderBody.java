package io.steelyard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.config.Durations;
import io.steelyard.model.Printable;
import io.steelyard.model.Suggestion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The JSON that comes with an order. Messages name the member, what is wrong with it and what to write.
 *
 * @param reason why, on one line, never blank
 * @param term the member {@code for}: after which it ends by itself
 * @param by the name that the person gives
 * @param preview true to be told what it would change, and no more
 * @param basis of the preview's answer: to be obeyed only if it still does what that said
 */
record OrderBody(
        String reason,
        Optional<Duration> term,
        Optional<String> by,
        boolean preview,
        Optional<String> basis,
        Optional<String> mode,
        Optional<String> level,
        Map<String, Integer> weights) {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** The members that every order may have. */
    static final List<String> ALWAYS = List.of("reason", "for", "by", "preview", "basis");

    private static final Duration LONGEST = Duration.ofDays(365);
    private static final int REASON_MOST = 500;
    private static final int NAME_MOST = 100;

    /**
     * Reads it.
     *
     * @param members which it may have beside those of every order
     * @throws IllegalArgumentException with a message for the caller
     */
    static OrderBody parse(byte[] bytes, List<String> members) {
        JsonNode body = tree(bytes);
        List<String> known = new ArrayList<>(ALWAYS);
        known.addAll(members);
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(Printable.line(name, NAME_MOST) + ": is not known here; "
                        + Suggestion.remedy(name, known, "there are "));
            }
        });
        String reason = text(body, "reason")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .orElseThrow(
                        () -> new IllegalArgumentException("reason: is missing; say why, for those who find it later"));
        return new OrderBody(
                Printable.line(reason, REASON_MOST),
                text(body, "for").map(OrderBody::term),
                text(body, "by")
                        .map(name -> Printable.line(name.strip(), NAME_MOST))
                        .filter(name -> !name.isEmpty()),
                flag(body, "preview"),
                text(body, "basis"),
                text(body, "mode"),
                text(body, "level"),
                members.contains("weights") ? weights(body) : Map.of());
    }

    private static JsonNode tree(byte[] bytes) {
        try {
            JsonNode body = MAPPER.readTree(bytes);
            if (body == null || !body.isObject()) {
                throw new IllegalArgumentException(
                        "the body is no JSON object; write for example {\"reason\": \"deploy under way\"}");
            }
            return body;
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "the body is not JSON: " + Printable.line(malformed.getOriginalMessage(), 200), malformed);
        } catch (IOException noText) {
            // Bytes that are no text in the encoding that they begin like.
            throw new IllegalArgumentException("the body is not JSON in UTF-8", noText);
        }
    }

    private static Optional<String> text(JsonNode body, String name) {
        JsonNode node = body.path(name);
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        if (!node.isTextual()) {
            throw new IllegalArgumentException(name + ": is no text; put it in quotes");
        }
        return Optional.of(node.textValue());
    }

    private static boolean flag(JsonNode body, String name) {
        JsonNode node = body.path(name);
        if (!node.isMissingNode() && !node.isNull() && !node.isBoolean()) {
            throw new IllegalArgumentException(name + ": is neither true nor false");
        }
        return node.booleanValue();
    }

    private static Duration term(String text) {
        try {
            Duration term = Durations.parse(text);
            if (term.compareTo(Duration.ofSeconds(1)) >= 0 && term.compareTo(LONGEST) <= 0) {
                return term;
            }
        } catch (IllegalArgumentException malformed) {
            // told below
        }
        throw new IllegalArgumentException(
                "for: \"" + Printable.line(text, NAME_MOST) + "\" is no time from 1s to 365d; write for example 30m");
    }

    private static Map<String, Integer> weights(JsonNode body) {
        JsonNode node = body.path("weights");
        if (!node.isObject() || node.isEmpty()) {
            throw new IllegalArgumentException(
                    "weights: is missing or empty; write for example {\"blue\": 75, \"green\": 25}");
        }
        Map<String, Integer> weights = new TreeMap<>();
        node.properties().forEach(each -> {
            if (!each.getValue().isIntegralNumber() || !each.getValue().canConvertToInt()) {
                throw new IllegalArgumentException(
                        "weights: that of " + Printable.line(each.getKey(), NAME_MOST) + " is no whole number");
            }
            weights.put(each.getKey(), each.getValue().intValue());
        });
        return weights;
    }
}
