package io.steelyard.replay;

import io.steelyard.model.InOrder;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The figures of one trial; docs/simulate.md defines each.
 *
 * @param settlePolls from the event until the true utilisations are within 10 % of their mean and stay; the longest, if
 *     there are several events; empty: never
 * @param moves writes until then, the most after one event; all of them if it never settled
 * @param drainPolls from the event until no more requests wait than under the oracle's shares; empty: never
 * @param overshoot how far a share went past the oracle's, relative to it
 * @param steadyImbalance highest true utilisation over the mean, averaged over the steady part
 * @param responseRatio mean response time over that under the oracle's constant shares, in the steady part
 * @param callsPerHour writes after it had settled
 * @param shareMoved the sum of all moves, each half the sum of |change of share|
 * @param shareGain what a part of the traffic gained or moved that should not have; only of some scenarios
 * @param bound the limit of that; only of some scenarios
 * @param rollbackPolls until a bad candidate was rolled back; only of canaries
 * @param regret mean response time over that of the best constant shares at each moment, less 1
 * @param rings true if the weights still go to and fro in the steady part, and the utilisations with them
 * @param lost part of the requests that reached no backend or gave up
 * @param writes all of them
 * @param polls how long it ran
 * @param reasons how often each reason was given for a decision
 */
public record Run(
        String scenario,
        String policy,
        Arm.Kind kind,
        long seed,
        OptionalInt settlePolls,
        int moves,
        OptionalInt drainPolls,
        double overshoot,
        double steadyImbalance,
        OptionalDouble responseRatio,
        double callsPerHour,
        double shareMoved,
        OptionalDouble shareGain,
        OptionalDouble bound,
        OptionalInt rollbackPolls,
        OptionalDouble regret,
        boolean rings,
        double lost,
        int writes,
        int polls,
        Map<String, Integer> reasons) {

    public Run {
        reasons = InOrder.copyOf(reasons);
    }
}
