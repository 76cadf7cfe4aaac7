package com.example;

import io.steelyard.model.History;
import io.steelyard.model.Reason;
import io.steelyard.model.Setting;
import io.steelyard.model.Shares;
import io.steelyard.policy.AllocatorFactory;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import io.steelyard.policy.Proposal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All the traffic to the first route of a list that has enough backends. */
public final class Failover implements AllocatorFactory<Failover.Parameters> {

    /** What stands under {@code parameters} in the configuration. */
    public record Parameters(
            @Setting(help = "The routes, the preferred one first.") List<String> order,
            @Setting(value = "1", min = "1", max = "1000", help = "Fewer backends than this are not enough.")
            int minBackends) {

        public Parameters {
            if (order.isEmpty()) {
                throw new IllegalArgumentException("order is empty; name at least one route");
            }
        }
    }

    @Override
    public String type() {
        return "failover";
    }

    @Override
    public String help() {
        return "All the traffic to the first route of a list that has enough backends.";
    }

    @Override
    public Class<Parameters> parameters() {
        return Parameters.class;
    }

    @Override
    public Policy create(Parameters parameters, PolicyContext context) {
        return history -> propose(history, parameters);
    }

    private static Proposal propose(History history, Parameters parameters) {
        for (String route : parameters.order()) {
            var of = history.latest().routes().get(route);
            if (of != null && of.totals().backends() >= parameters.minBackends()) {
                Map<String, Double> shares = new TreeMap<>();
                history.latest().routes().keySet().forEach(each -> shares.put(each, each.equals(route) ? 1.0 : 0.0));
                return new Proposal.Target(
                        Shares.inProportion(shares),
                        Map.of(),
                        new Reason(Reason.Code.REBALANCE, route + " is the first with enough backends"),
                        List.of());
            }
        }
        return new Proposal.Hold(Reason.Code.NO_CHOICE, "no route of " + parameters.order() + " has enough backends");
    }
}
