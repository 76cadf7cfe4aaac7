package io.steelyard.model;

import java.util.Locale;

/**
 * Why a decision is what it is.
 *
 * @param code one of a closed set, the value of a metric label; of a Guard rule it is the rule's name
 * @param text one sentence for an operator, with the numbers that were compared
 */
public record Reason(Code code, String text) {

    @Override
    public String toString() {
        return code.label() + ": " + text;
    }

    /** Of a text as {@link #toString} wrote it, or another version did. */
    public static Reason parse(String written) {
        for (Code code : Code.values()) {
            if (written.startsWith(code.label() + ": ")) {
                return new Reason(code, written.substring(code.label().length() + 2));
            }
        }
        return new Reason(Code.REBALANCE, written);
    }

    /** The reasons there are. */
    public enum Code {
        /** A change of weights brings the endpoint nearer to balance. */
        REBALANCE,
        /** The weights in force are not those that are configured. */
        DRIFT,
        /** A schedule wants other weights than those in force. */
        SCHEDULE,
        /** A route that fails or is slow beyond its peers loses its traffic, or comes back after that. */
        OUTLIER,
        /** Backends that are new get their traffic slowly. */
        WARM_UP,
        /** Traffic leaves a route without backends, or comes back to one that had none. */
        EVACUATION,
        /** Nothing to do: the weights are where the policy wants them. */
        BALANCED,
        /** The policy has too little to go by. */
        NO_DATA,
        /** Fewer than two routes can carry traffic. */
        NO_CHOICE,
        /** The policy threw or returned nonsense. */
        POLICY_FAILED,
        /** An operator set these weights, or has set them and keeps them. */
        BY_HAND,
        /** An operator paused the policy, or all of them. */
        PAUSED,
        /** Guard: the newest reading is too old. */
        FRESHNESS,
        /** Guard: the newest reading contradicts itself, so it must not be acted on. */
        SUSPECT,
        /** Guard: routes or backends vanished all at once. */
        COMPLETENESS,
        /** Guard: somebody else changed the weights. */
        OPERATOR_EDIT,
        /** Guard: a write to this endpoint is not done, or its effect is unknown. */
        PENDING,
        /** Guard: the last write is too recent. */
        COOLDOWN,
        /** Guard: the last change has not settled. */
        SETTLE,
        /** Guard: the bounds leave no choice, or the target lies outside of them. */
        BOUNDS,
        /** Guard: the change is too small to matter or within the noise. */
        DEAD_BAND,
        /** Guard: as much traffic was moved within a minute as may be. */
        VELOCITY,
        /** Guard: too many backends are gone. */
        PANIC,
        /** Guard: the weights went to and fro too often. */
        FLIPS,
        /** Guard: some route would be used more than it bears. */
        OVERLOAD,
        /** Guard: the loads move further than the policy predicts, so its model is wrong. */
        SELF_TEST,
        /** Guard: the traffic does not follow the weights. */
        NOT_EFFECTIVE;

        /** For metric labels and JSON: the name in lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
