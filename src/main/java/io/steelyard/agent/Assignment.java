package io.steelyard.agent;

import io.steelyard.guard.Guard;
import io.steelyard.policy.Signal;
import java.util.List;
import java.util.function.Predicate;

/**
 * A policy in its Guard, what else is said of its endpoints, and the endpoints that it owns.
 *
 * @param policy the policy's name
 * @param owns tells by an endpoint's pattern
 * @param signals for others to act on
 */
record Assignment(String policy, Predicate<String> owns, Guard guard, List<Signal> signals) {

    Assignment(String policy, Predicate<String> owns, Guard guard) {
        this(policy, owns, guard, List.of());
    }
}
