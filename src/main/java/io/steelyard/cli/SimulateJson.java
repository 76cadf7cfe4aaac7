package io.steelyard.cli;

import io.steelyard.replay.Report;
import io.steelyard.replay.Run;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The report of a simulation as JSON: null is never, or does not apply. */
final class SimulateJson {

    private SimulateJson() {}

    static Map<String, Object> of(Report report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("runs", report.runs().stream().map(SimulateJson::run).toList());
        json.put("bars", report.results().stream().map(SimulateJson::result).toList());
        json.put("skipped", report.skipped().stream().map(SimulateJson::skipped).toList());
        return json;
    }

    private static Map<String, @Nullable Object> run(Run run) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("scenario", run.scenario());
        json.put("policy", run.policy());
        json.put("kind", run.kind().name().toLowerCase(Locale.ROOT));
        json.put("seed", run.seed());
        json.put("settle_polls", orNull(run.settlePolls()));
        json.put("moves", run.moves());
        json.put("drain_polls", orNull(run.drainPolls()));
        json.put("overshoot", round(run.overshoot()));
        json.put("steady_imbalance", round(run.steadyImbalance()));
        json.put("response_ratio", orNull(run.responseRatio()));
        json.put("calls_per_hour", round(run.callsPerHour()));
        json.put("share_moved", round(run.shareMoved()));
        json.put("share_gain", orNull(run.shareGain()));
        json.put("bound", orNull(run.bound()));
        json.put("rollback_polls", orNull(run.rollbackPolls()));
        json.put("regret", orNull(run.regret()));
        json.put("rings", run.rings());
        json.put("lost", round(run.lost()));
        json.put("polls", run.polls());
        json.put("writes", run.writes());
        json.put("reasons", run.reasons());
        return json;
    }

    private static Map<String, @Nullable Object> result(Report.Result result) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("scenario", result.scenario());
        json.put("policy", result.policy());
        json.put("bar", result.text());
        json.put("quantile", result.part());
        json.put("figure", finite(result.figure()));
        json.put("limit", result.limit());
        json.put("met", result.met());
        return json;
    }

    private static Map<String, Object> skipped(Report.Skipped skipped) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("scenario", skipped.scenario());
        json.put("reason", skipped.reason());
        return json;
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? finite(value.getAsDouble()) : null;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) round(value) : null;
    }

    /** More digits than that say nothing. */
    private static double round(double value) {
        return Math.rint(value * 1e6) / 1e6;
    }
}
