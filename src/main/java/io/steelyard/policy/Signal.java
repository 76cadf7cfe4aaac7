package io.steelyard.policy;

import io.steelyard.model.Advice;
import io.steelyard.model.History;

/**
 * Says something about an endpoint that others act on, such as an autoscaler; never moves traffic. Pure and total, as a
 * {@link Policy} is: what it does not know it withholds.
 */
@FunctionalInterface
public interface Signal {

    Advice advise(History history);
}
