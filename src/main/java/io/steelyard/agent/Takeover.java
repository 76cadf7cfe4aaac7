package io.steelyard.agent;

import io.steelyard.model.Baseline;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Event;
import io.steelyard.model.Observation;
import io.steelyard.model.Remains;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells once, at the first answer, of how many endpoints it is known which weights they must have. On one thread. */
final class Takeover implements Consumer<Event> {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private Optional<Map<String, Baseline>> left;

    /**
     * @param left what an earlier run left of its endpoints
     * @param kept false if nothing is, so that nothing can be left
     */
    Takeover(Map<String, Remains> left, boolean kept) {
        Map<String, Baseline> weights = new HashMap<>();
        left.forEach((pattern, remains) -> remains.baseline().ifPresent(known -> weights.put(pattern, known)));
        this.left = Optional.of(weights).filter(some -> kept);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Observation.Seen seen
                && !seen.snapshot().endpoints().isEmpty()) {
            left.ifPresent(known -> tell(known, seen));
            left = Optional.empty();
        }
    }

    private static void tell(Map<String, Baseline> left, Observation.Seen seen) {
        Collection<Endpoint> endpoints = seen.snapshot().endpoints();
        String incarnation = seen.snapshot().incarnation();
        long judged = endpoints.stream()
                .flatMap(endpoint -> Optional.ofNullable(left.get(endpoint.pattern())).stream())
                .filter(known -> known.incarnation().equals(incarnation))
                .count();
        if (left.isEmpty()) { // also at the first start of all
            LOG.info("nothing is known of weights that an earlier run left: what is found is where the agent begins");
        } else if (judged == endpoints.size()) {
            LOG.info(
                    "the weights of all {} endpoints are compared with those that were left before the restart",
                    judged);
        } else {
            LOG.info(
                    "of {} endpoints the weights of {} are compared with those that were left before the restart; of the others"
                            + " what is found is where the agent begins: {} is another process by now, or nothing is known"
                            + " of them",
                    endpoints.size(),
                    judged,
                    seen.snapshot().source());
        }
    }
}
