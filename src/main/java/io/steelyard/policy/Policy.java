package io.steelyard.policy;

import io.steelyard.model.History;

/**
 * Says how the traffic of an endpoint should be split.
 *
 * <p>{@code propose} is pure and total: the same history gives the same proposal, it reads no clock, does no input or
 * output, keeps no state, and answers anything odd with a {@link Proposal.Hold}. So it can be replayed, simulated and
 * tested with random histories. It may be called from any thread, also at the same time. A proposal cannot act: the
 * Guard turns it into a decision.
 */
@FunctionalInterface
public interface Policy {

    /**
     * What it would do next, if nothing held it back.
     *
     * @param history of one endpoint, up to its newest reading; it has one reading at least
     * @return other shares, or why the present ones are to stay
     */
    Proposal propose(History history);
}
