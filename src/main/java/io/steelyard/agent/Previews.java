package io.steelyard.agent;

import io.steelyard.operator.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The last plans that somebody was shown, so that who comes back with one can be told what was changed since. On one thread. */
final class Previews {

    private static final int KEPT = 64;

    private final Map<String, Plan> byBasis = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Plan> eldest) {
            return size() > KEPT;
        }
    };

    /** The same plan. */
    Plan kept(Plan shown) {
        byBasis.remove(shown.basis()); // the newest last
        byBasis.put(shown.basis(), shown);
        return shown;
    }

    /** Empty if it was shown too long ago, or by another run of the agent. */
    Optional<Plan> of(String basis) {
        return Optional.ofNullable(byBasis.get(basis));
    }
}
