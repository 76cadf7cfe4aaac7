package io.steelyard.agent;

import io.steelyard.model.Decision;
import io.steelyard.model.Shares;
import io.steelyard.policy.Appraisal;
import io.steelyard.policy.Expectation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a look at one endpoint came to.
 *
 * @param readings how many were good
 * @param changes how often the weights were changed meanwhile, by whomever; what counts came after the last
 * @param weights in force; a weight that is unknown is empty
 * @param shares in force; empty if they are unknown or no route takes traffic
 * @param busy true if a request or a load was seen in any reading
 * @param decision to reweigh, in one step, or to leave the weights as they are; with its reason
 * @param appraisal what is known of the routes; empty if that is too little
 * @param proposed the shares that the weights of the decision give; empty if they are left as they are
 * @param expectation of what these would do
 * @param commands to set them by hand; empty if they are left as they are
 */
public record Advised(
        String pattern,
        int readings,
        int changes,
        Map<String, OptionalInt> weights,
        Optional<Shares> shares,
        boolean busy,
        Decision decision,
        Optional<Appraisal> appraisal,
        Optional<Shares> proposed,
        Optional<Expectation> expectation,
        List<String> commands) {

    public Advised {
        commands = List.copyOf(commands);
    }

    /** True if the look was enough to say what to do, be it nothing. */
    public boolean conclusive() {
        if (decision instanceof Decision.Reweigh) {
            return true;
        }
        return switch (decision.reason().code()) {
            case DEAD_BAND, BALANCED -> busy && appraisal.isPresent();
            default -> false;
        };
    }
}
