package io.steelyard.policy;

import io.steelyard.model.Advice;
import io.steelyard.model.History;

/**
 * Says something about an endpoint that others act on, such as an autoscaler; never moves traffic. Pure and total, as a
 * {@link Policy} is: what it does not know it withholds.
 */
@FunctionalInterface
public interface Signal {

    /**
     * What is to be said of the endpoint now.
     *
     * @param history of the endpoint, up to its newest reading
     * @return what is known; what is not known is left out, never guessed
     */
    Advice advise(History history);
}
