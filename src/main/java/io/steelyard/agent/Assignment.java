package io.steelyard.agent;

import io.steelyard.guard.Guard;
import io.steelyard.model.Advice;
import io.steelyard.model.History;
import io.steelyard.policy.Signal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy in its Guard, what else is said of its endpoints, and the endpoints that it owns.
 *
 * @param policy the policy's name
 * @param owns tells by an endpoint's pattern
 * @param signals for others to act on
 */
record Assignment(String policy, Predicate<String> owns, Guard guard, List<Signal> signals) {

    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);

    Assignment(String policy, Predicate<String> owns, Guard guard) {
        this(policy, owns, guard, List.of());
    }

    /** What its signals say; one that fails says nothing, and that it failed. */
    Stream<Advice> advice(History history) {
        return signals.stream().map(signal -> advice(signal, history));
    }

    private Advice advice(Signal signal, History history) {
        try {
            return signal.advise(history);
        } catch (RuntimeException fault) {
            LOG.error("a signal of policy {} failed on {}; it says nothing now", policy, history.pattern(), fault);
            Optional<String> why = Optional.of("the signal failed: " + fault);
            return new Advice(history.now(), policy, history.pattern(), Map.of(), why);
        }
    }
}
