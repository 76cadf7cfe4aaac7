package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.Reason.Code;

/**
 * The configured weights, whatever the load.
 *
 * <pre>s_i = w_i / Σ w_j     over the routes j that have backends</pre>
 *
 * What differs from that, after a reload of the balancer for example, is brought back by the Guard's steps, or only
 * reported. A route that carries traffic and is not configured is nobody's intention, so nothing is moved then. This is
 * the desired-state loop of every orchestrator, on weights.
 */
public final class Static implements Policy {

    private final StaticParameters parameters;

    /**
     * For any balancer.
     *
     * @param parameters as configured
     */
    public Static(StaticParameters parameters) {
        this.parameters = parameters;
    }

    @Override
    public Proposal propose(History history) {
        Proposal proposal = Fixed.propose(history, parameters.weights(), Code.DRIFT, "the weights are configured");
        return parameters.drift() == StaticParameters.Drift.REPORT && proposal instanceof Proposal.Target target
                ? new Proposal.Hold(target.reason(), target.figures())
                : proposal;
    }

    /** The type {@code static}. */
    public static final class Factory implements AllocatorFactory<StaticParameters> {

        @Override
        public String type() {
            return "static";
        }

        @Override
        public String help() {
            return "Keeps configured weights: restores what differs, or only reports it.";
        }

        @Override
        public Class<StaticParameters> parameters() {
            return StaticParameters.class;
        }

        @Override
        public Policy create(StaticParameters parameters, PolicyContext context) {
            return new Static(parameters);
        }
    }
}
