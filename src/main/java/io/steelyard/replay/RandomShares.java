package io.steelyard.replay;

import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import io.steelyard.policy.Policy;
import io.steelyard.policy.Proposal;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Wants other shares after every reading, for no reason: what the Guard alone makes of nonsense. */
record RandomShares(long seed) implements Policy {

    @Override
    public Proposal propose(History history) {
        SplittableRandom random = new SplittableRandom(
                seed * 0x9E3779B97F4A7C15L + history.latest().generation());
        Map<String, Double> amounts = new TreeMap<>();
        for (Map.Entry<String, Reading.OfRoute> route :
                history.latest().routes().entrySet()) {
            double amount = random.nextDouble();
            amounts.put(route.getKey(), route.getValue().totals().backends() > 0 ? amount : 0);
        }
        if (amounts.values().stream().allMatch(amount -> amount <= 0)) {
            return new Proposal.Hold(Reason.Code.NO_CHOICE, "no route has backends");
        }
        return new Proposal.Target(
                Shares.inProportion(amounts), Map.of(), new Reason(Reason.Code.REBALANCE, "chance"), List.of());
    }
}
