package io.steelyard.metrics;

import io.steelyard.model.Decision;

/** The values of the label {@code phase}, for those who show the same elsewhere. */
public final class PolicyPhase {

    private PolicyPhase() {}

    /** Where the policy is by its newest decision on an endpoint. */
    public static String of(Decision decision) {
        return Verdict.Phase.of(decision).label();
    }
}
