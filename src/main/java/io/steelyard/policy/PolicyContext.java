package io.steelyard.policy;

import io.steelyard.model.Capabilities;
import java.time.Duration;

/**
 * What a policy may know of where it runs. What happens there it learns from the History.
 *
 * @param name the policy's name in the configuration
 * @param interval between two polls
 * @param capabilities of the balancer; its concurrency is what the kind of load suggests until it is identified
 */
public record PolicyContext(String name, Duration interval, Capabilities capabilities) {

    /**
     * After how many polls at least a change of weights shows in the readings.
     *
     * @return at least 0; 0 if it shows at once
     */
    public int lag() {
        return Math.toIntExact(
                capabilities.effectLag().plus(interval).minusNanos(1).dividedBy(interval));
    }
}
