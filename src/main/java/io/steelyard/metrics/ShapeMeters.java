package io.steelyard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Labels;
import io.steelyard.metrics.Verdict.Skipped;
import io.steelyard.model.Decision;
import io.steelyard.model.Outcome;
import java.util.Optional;

/** The rows about changes of weights: sent, failed, or not sent and why. Safe for use by several threads. */
final class ShapeMeters {

    /** OpenMetrics allows 128 characters for an exemplar's labels, name included. */
    private static final int EXEMPLAR_MOST = 100;

    private final Counter calls;
    private final Counter failures;
    private final Counter skipped;
    private final Histogram duration;

    ShapeMeters(Meters meters) {
        this.calls = meters.counter(Catalogue.SHAPE_CALLS);
        this.failures = meters.counter(Catalogue.SHAPE_FAILURES);
        this.skipped = meters.counter(Catalogue.SHAPE_SKIPPED);
        this.duration = meters.calls(Catalogue.SHAPE_DURATION);
    }

    void register(AgentSettings.PolicyName policy) {
        String name = LabelText.of(policy.name());
        calls.initLabelValues(name);
        Verdict.failures().forEach(reason -> failures.initLabelValues(name, reason));
        for (Skipped reason : Skipped.values()) {
            skipped.initLabelValues(name, reason.label());
        }
    }

    /** Its series end. */
    void remove(AgentSettings.PolicyName policy) {
        String name = LabelText.of(policy.name());
        calls.remove(name);
        Verdict.failures().forEach(reason -> failures.remove(name, reason));
        for (Skipped reason : Skipped.values()) {
            skipped.remove(name, reason.label());
        }
    }

    void decided(Decision decision) {
        if (decision instanceof Decision.Hold) {
            skip(decision, Skipped.ofHold(decision.reason().code()));
        }
    }

    void ended(Outcome outcome) {
        Decision decision = outcome.decision();
        Optional<String> failure = Verdict.failure(outcome);
        if (outcome instanceof Outcome.Applied || failure.isPresent()) {
            calls.labelValues(LabelText.of(decision.policy())).incWithExemplar(exemplar(decision));
            duration.observe(Seconds.of(outcome.endedAt().since(outcome.startedAt())));
        }
        failure.ifPresent(reason ->
                failures.labelValues(LabelText.of(decision.policy()), reason).incWithExemplar(exemplar(decision)));
        skip(decision, Skipped.of(outcome));
    }

    private void skip(Decision decision, Optional<Skipped> reason) {
        reason.ifPresent(why -> skipped.labelValues(LabelText.of(decision.policy()), why.label())
                .incWithExemplar(exemplar(decision)));
    }

    /** Leads from a counter to the decision's line in the log. */
    static Labels exemplar(Decision decision) {
        return decision.id().length() > EXEMPLAR_MOST ? Labels.EMPTY : Labels.of("decision_id", decision.id());
    }
}
