package io.steelyard.config;

import io.steelyard.model.Suggestion;
import io.steelyard.policy.EqualLoadParameters;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The types of policies that a file may name.
 *
 * @param known type to the record of its parameters
 * @param planned types that are documented but not there yet
 */
record PolicyTypes(Map<String, Class<? extends Record>> known, Set<String> planned) {

    static final PolicyTypes BUILT_IN = new PolicyTypes(
            Map.of("equal-load", EqualLoadParameters.class),
            Set.of("pid", "static", "schedule", "evacuate", "outlier", "warm-up", "capacity"));

    PolicyTypes {
        known = Map.copyOf(known);
        planned = Set.copyOf(planned);
    }

    Optional<Class<? extends Record>> parameters(String type) {
        return Optional.ofNullable(known.get(type));
    }

    /** Why a type is refused; continues "TYPE ...". */
    String refusal(String type) {
        return planned.contains(type)
                ? "is not available yet in this version; known here: " + String.join(", ", known.keySet())
                : "is no type of policy; " + Suggestion.remedy(type, known.keySet(), "known here: ");
    }
}
