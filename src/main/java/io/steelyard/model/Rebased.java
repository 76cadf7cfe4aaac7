package io.steelyard.model;

import java.util.Optional;

/**
 * What a later run is to judge an endpoint's weights by has changed: they were seen for the first time, a write of ours came
 * to an end, other ones were proposed, somebody else set them, the balancer was restarted, or the servers that the weights are
 * sums of are others. Not told while it is open what a write has done.
 *
 * @param baseline from now on; empty: there is none, because the endpoint was forgotten
 */
public record Rebased(Moment at, String pattern, Optional<Baseline> baseline) implements Event {}
