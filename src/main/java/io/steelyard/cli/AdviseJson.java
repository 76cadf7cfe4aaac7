package io.steelyard.cli;

import io.steelyard.agent.Advised;
import io.steelyard.model.Decision;
import io.steelyard.policy.Appraisal;
import io.steelyard.policy.Expectation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Advice for programs: null is unknown; a concurrency without limit is "inf". */
final class AdviseJson {

    private AdviseJson() {}

    static Map<String, Object> of(List<Advised> all) {
        return Map.of("endpoints", all.stream().map(AdviseJson::one).toList());
    }

    private static Map<String, @Nullable Object> one(Advised advised) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("pattern", advised.pattern());
        json.put("readings", advised.readings());
        json.put("weights_changed", advised.changes());
        json.put("conclusive", advised.conclusive());
        json.put("busy", advised.busy());
        json.put("reweigh", advised.decision() instanceof Decision.Reweigh);
        json.put("reason", advised.decision().reason().code().label());
        json.put("text", advised.decision().reason().text());
        json.put("concurrency", advised.appraisal().map(AdviseJson::concurrency).orElse(null));
        json.put(
                "routes",
                advised.weights().entrySet().stream()
                        .map(route -> route(advised, route.getKey(), route.getValue()))
                        .toList());
        json.put(
                "expectation",
                advised.expectation().map(AdviseJson::expectation).orElse(null));
        json.put("commands", advised.commands());
        return json;
    }

    private static Map<String, Object> concurrency(Appraisal known) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("least", places(known.least()));
        json.put("best", places(known.best()));
        json.put("most", places(known.most()));
        return json;
    }

    private static Object places(double k) {
        return Double.isInfinite(k) ? "inf" : (Object) k;
    }

    private static Map<String, @Nullable Object> route(Advised advised, String id, OptionalInt weight) {
        Optional<Appraisal.OfRoute> known = advised.appraisal()
                .flatMap(all -> Optional.ofNullable(all.routes().get(id)));
        boolean absolute = advised.appraisal().filter(Appraisal::absolute).isPresent();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put("backends", known.map(Appraisal.OfRoute::backends).orElse(null));
        json.put("requests_per_second", known.map(of -> round(of.rate())).orElse(null));
        json.put("load", known.map(of -> round(of.load())).orElse(null));
        json.put(
                "capacity",
                known.filter(of -> absolute).map(of -> round(of.capacity())).orElse(null));
        json.put("capacity_error", known.map(of -> round(of.error())).orElse(null));
        json.put("capacity_share", known.map(of -> round(of.share())).orElse(null));
        json.put("capacity_share_low", known.map(of -> round(of.lowShare())).orElse(null));
        json.put("capacity_share_high", known.map(of -> round(of.highShare())).orElse(null));
        json.put("weight", weight.isPresent() ? weight.getAsInt() : null);
        json.put("share", advised.shares().map(all -> round(all.of(id))).orElse(null));
        json.put(
                "proposed_weight",
                advised.decision() instanceof Decision.Reweigh reweigh
                        ? (Integer) reweigh.weights().of(id)
                        : null);
        json.put(
                "proposed_share",
                advised.proposed().map(all -> round(all.of(id))).orElse(null));
        return json;
    }

    private static Map<String, @Nullable Object> expectation(Expectation expected) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("imbalance", orNull(expected.imbalance()));
        json.put("expected_imbalance", orNull(expected.expectedImbalance()));
        json.put("response_seconds", orNull(expected.response()));
        json.put("expected_response_seconds", orNull(expected.expectedResponse()));
        json.put("wait_scale", round(expected.irregularity()));
        json.put("caveat", expected.caveat().orElse(null));
        return json;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() && Double.isFinite(value.getAsDouble()) ? (Double) round(value.getAsDouble()) : null;
    }

    /** More digits than that say nothing. */
    private static double round(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }
}
