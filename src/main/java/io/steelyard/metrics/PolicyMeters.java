package io.steelyard.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.steelyard.metrics.Verdict.Phase;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Figure;
import io.steelyard.model.Mode;
import io.steelyard.model.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The rows about policies: what they decided, why, and on which numbers. Safe for use by several threads. */
final class PolicyMeters implements MultiCollector {

    /** Figures have names of a closed set; this only bounds what a plug-in can do. */
    private static final int SIGNALS_MOST = 32;

    private final Info info;
    private final Gauge enabled;
    private final Counter evaluations;
    private final Counter failures;
    private final Histogram duration;
    private final Gauge lastEvaluation;
    private final Counter decisions;
    private final Ledger ledger;
    private final Map<String, AgentSettings.PolicyName> policies = new ConcurrentHashMap<>();
    private volatile String mode;
    private final Map<String, Map<String, Figure>> figures = new ConcurrentHashMap<>();

    PolicyMeters(Meters meters, String mode, Ledger ledger) {
        this.info = meters.info(Catalogue.POLICY_INFO);
        this.enabled = meters.gauge(Catalogue.POLICY_ENABLED);
        this.evaluations = meters.counter(Catalogue.POLICY_EVALUATIONS);
        this.failures = meters.counter(Catalogue.POLICY_FAILURES);
        this.duration = meters.computations(Catalogue.POLICY_DURATION);
        this.lastEvaluation = meters.gauge(Catalogue.POLICY_LAST_EVALUATION);
        this.decisions = meters.counter(Catalogue.POLICY_DECISIONS);
        this.mode = mode;
        this.ledger = ledger;
    }

    void register(AgentSettings.PolicyName policy) {
        String name = LabelText.of(policy.name());
        policies.put(name, policy);
        info.addLabelValues(name, LabelText.of(policy.kind()), mode);
        enabled(policy.name(), !mode.equals("observe"));
        evaluations.initLabelValues(name);
        failures.initLabelValues(name);
        duration.initLabelValues(name);
        for (Reason.Code code : Reason.Code.values()) {
            actions(code).forEach(action -> decisions.initLabelValues(name, action.label(), code.label()));
        }
    }

    /** Its series end. */
    void remove(AgentSettings.PolicyName policy) {
        String name = LabelText.of(policy.name());
        policies.remove(name);
        info.remove(name, LabelText.of(policy.kind()), mode);
        enabled.remove(name);
        evaluations.remove(name);
        failures.remove(name);
        duration.remove(name);
        lastEvaluation.remove(name);
        figures.remove(name);
        for (Reason.Code code : Reason.Code.values()) {
            for (Decision.Action action : Decision.Action.values()) {
                decisions.remove(name, action.label(), code.label());
            }
        }
    }

    /** Operators said something: who may act, and in which mode. */
    void controlled(Control control) {
        String before = mode;
        mode = control.mode().label();
        policies.forEach((name, policy) -> {
            boolean on = control.mode() != Mode.OBSERVE
                    && control.pauseOf(policy.name()).isEmpty();
            enabled(policy.name(), on);
            if (!before.equals(mode)) {
                info.remove(name, LabelText.of(policy.kind()), before);
                info.addLabelValues(name, LabelText.of(policy.kind()), mode);
            }
        });
    }

    /** The actions that a reason comes with; others are counted from their first time on. */
    private static List<Decision.Action> actions(Reason.Code code) {
        return switch (code) {
            case REBALANCE -> List.of(Decision.Action.SHIFT);
            case BY_HAND, DRIFT, SCHEDULE, OUTLIER, WARM_UP, EVACUATION ->
                List.of(Decision.Action.SHIFT, Decision.Action.HOLD);
            case BALANCED, NO_DATA, NO_CHOICE -> List.of(Decision.Action.NONE);
            default -> List.of(Decision.Action.HOLD);
        };
    }

    void enabled(String policy, boolean now) {
        enabled.labelValues(LabelText.of(policy)).set(now ? 1 : 0);
    }

    void evaluated(String policy, Duration took, Instant at) {
        String name = LabelText.of(policy);
        evaluations.labelValues(name).inc();
        duration.labelValues(name).observe(Seconds.of(took));
        lastEvaluation.labelValues(name).set(Seconds.of(at));
    }

    void decided(Decision decision) {
        String name = LabelText.of(decision.policy());
        Reason.Code code = decision.reason().code();
        decisions
                .labelValues(name, decision.action().label(), code.label())
                .incWithExemplar(ShapeMeters.exemplar(decision));
        if (code == Reason.Code.POLICY_FAILED) {
            failures.labelValues(name).inc();
        }
        Map<String, Figure> known = figures.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
        for (Figure figure : decision.figures()) {
            if (known.size() < SIGNALS_MOST || known.containsKey(figure.name())) {
                known.put(figure.name(), figure);
            }
        }
    }

    @Override
    public MetricSnapshots collect() {
        List<GaugeDataPointSnapshot> signals = new ArrayList<>();
        List<GaugeDataPointSnapshot> thresholds = new ArrayList<>();
        figures.forEach((policy, known) -> new TreeMap<>(known).forEach((name, figure) -> {
            Labels labels = Labels.of("policy", policy, "signal", LabelText.of(name));
            signals.add(new GaugeDataPointSnapshot(figure.value(), labels, null));
            figure.limit().ifPresent(limit -> thresholds.add(new GaugeDataPointSnapshot(limit, labels, null)));
        }));
        return MetricSnapshots.of(
                new GaugeSnapshot(Catalogue.POLICY_PHASE.metadata(), phases()),
                new GaugeSnapshot(Catalogue.POLICY_SIGNAL.metadata(), signals),
                new GaugeSnapshot(Catalogue.POLICY_THRESHOLD.metadata(), thresholds));
    }

    private List<GaugeDataPointSnapshot> phases() {
        Map<String, Phase> now = ledger.phases();
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        for (String policy : policies.keySet()) {
            Phase is = now.getOrDefault(policy, Phase.IDLE);
            for (Phase phase : Phase.values()) {
                Labels labels = Labels.of("policy", policy, "phase", phase.label());
                points.add(new GaugeDataPointSnapshot(phase == is ? 1 : 0, labels, null));
            }
        }
        return points;
    }
}
