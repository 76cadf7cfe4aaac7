package io.steelyard.agent;

import io.steelyard.guard.Guard;
import java.util.function.Predicate;

/**
 * A policy in its Guard, and the endpoints that it owns.
 *
 * @param policy the policy's name
 * @param owns tells by an endpoint's pattern
 */
record Assignment(String policy, Predicate<String> owns, Guard guard) {}
