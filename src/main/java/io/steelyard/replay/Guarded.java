package io.steelyard.replay;

import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Histories;
import io.steelyard.model.Horizon;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.policy.Policy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A policy in its Guard, with the memory and the feedback of the control loop; a write takes no time. */
final class Guarded implements Driver {

    /** As the agent keeps them. */
    private static final int READINGS = 60;

    private static final int SETTLE = 2;

    private final String pattern;
    private final Guard guard;
    private final Histories histories;

    Guarded(String name, Policy policy, String pattern, Duration interval, Capabilities capabilities) {
        this.pattern = pattern;
        this.guard = new Guard(name, policy, Limits.defaults(interval), capabilities);
        int lag = (int) capabilities.effectLag().dividedBy(interval);
        Horizon horizon = new Horizon(READINGS + SETTLE + lag, SETTLE, capabilities);
        this.histories = new Histories(each -> horizon);
    }

    @Override
    public Optional<Decision> poll(Observation.Seen seen, Simulator simulator) {
        histories.add(seen);
        Optional<Decision> decision = histories
                .at(pattern, seen.endedAt())
                .filter(history -> isThere(seen))
                .map(guard::decide);
        decision.ifPresent(made -> {
            histories.add(made);
            if (made instanceof Decision.Reweigh reweigh) {
                histories.add(write(reweigh, simulator, seen.endedAt()));
            }
        });
        return decision;
    }

    private boolean isThere(Observation.Seen seen) {
        return seen.snapshot().endpoint(pattern).isPresent();
    }

    private static Outcome write(Decision.Reweigh decision, Simulator simulator, Moment now) {
        Map<String, Integer> found = new TreeMap<>(simulator.weights(decision.pattern()));
        if (!found.equals(decision.base())) {
            return new Outcome.Refused(
                    decision, now, now, Outcome.Refusal.CONFLICT, "the weights are " + found + " by now");
        }
        simulator.shape(decision.pattern(), decision.weights());
        return new Outcome.Applied(decision, now, now);
    }
}
