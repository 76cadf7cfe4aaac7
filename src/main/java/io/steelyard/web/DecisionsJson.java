package io.steelyard.web;

import io.steelyard.guard.Guard;
import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/decisions}, and one of them. */
final class DecisionsJson {

    private DecisionsJson() {}

    /** @param rules in the order in which they are asked */
    record Decisions(@Nullable Long generation, List<String> rules, List<DecisionRow> decisions) {}

    /** @param restored true if an earlier run made it: what it was decided by and what was said are not known any more */
    record DecisionRow(
            long sequence,
            String decisionId,
            String policy,
            String endpoint,
            String action,
            String reason,
            String text,
            String since,
            String at,
            int count,
            boolean restored,
            List<Compared> figures,
            @Nullable Map<String, Integer> base,
            @Nullable Map<String, Integer> weights,
            @Nullable Result outcome) {}

    record Compared(
            String name, @Nullable Double value, @Nullable Double limit) {}

    record Result(
            String result,
            @Nullable String reason,
            @Nullable String message,
            String startedAt,
            String endedAt,
            @Nullable Map<String, Integer> found) {}

    /** {@code GET /api/v1/decisions/{sequence}}: with what was said to the balancer, which is too long for a list. */
    record One(List<String> rules, DecisionRow decision, List<Exchanged> exchanges) {}

    record Exchanged(String sent, @Nullable String answer) {}

    static One of(Entry entry) {
        return new One(
                rules(),
                row(entry),
                entry.outcome().map(Outcome::exchanges).orElse(List.of()).stream()
                        .map(each -> new Exchanged(each.sent(), Json.orNull(each.answer())))
                        .toList());
    }

    static List<String> rules() {
        return Guard.RULES.stream().map(Reason.Code::label).toList();
    }

    static Decisions of(View view) {
        return new Decisions(
                Json.orNull(view.good().map(Observation.Seen::generation)),
                rules(),
                view.entries().stream().map(DecisionsJson::row).toList());
    }

    static DecisionRow row(Entry entry) {
        Decision decision = entry.decision();
        Decision.@Nullable Reweigh change = decision instanceof Decision.Reweigh reweigh ? reweigh : null;
        return new DecisionRow(
                entry.sequence(),
                decision.id(),
                decision.policy(),
                decision.pattern(),
                decision.action().label(),
                decision.reason().code().label(),
                decision.reason().text(),
                Json.text(entry.since()),
                Json.text(decision.at()),
                entry.count(),
                decision.at().beforeStart(),
                compared(decision),
                change == null ? null : change.base(),
                change == null ? null : change.weights().byRoute(),
                Json.orNull(entry.outcome().map(DecisionsJson::result)));
    }

    static List<Compared> compared(Decision decision) {
        return decision.figures().stream()
                .map(figure -> new Compared(figure.name(), Json.finite(figure.value()), Json.orNull(figure.limit())))
                .toList();
    }

    /** The event {@code outcome}: what became of a change. */
    record Ended(long sequence, String decisionId, String policy, String endpoint, Result outcome) {}

    static Ended outcome(Entry entry) {
        Decision decision = entry.decision();
        return new Ended(
                entry.sequence(),
                decision.id(),
                decision.policy(),
                decision.pattern(),
                result(entry.outcome().orElseThrow()));
    }

    static Result result(Outcome outcome) {
        Outcome.@Nullable Refused refused = outcome instanceof Outcome.Refused is ? is : null;
        Outcome.@Nullable Failed failed = outcome instanceof Outcome.Failed is ? is : null;
        return new Result(
                outcome.word(),
                refused != null
                        ? refused.refusal().label()
                        : failed != null ? failed.failure().label() : null,
                refused != null ? refused.message() : failed != null ? failed.message() : null,
                Json.text(outcome.startedAt()),
                Json.text(outcome.endedAt()),
                failed == null ? null : failed.found());
    }
}
