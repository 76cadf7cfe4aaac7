package io.steelyard.replay;

import io.steelyard.model.Capabilities;
import io.steelyard.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something to compare: a policy under test, what people do without it, or a line that only an all-knowing one could
 * reach.
 */
public final class Arm {

    /** How an arm is to be read. */
    public enum Kind {
        /** Asked for; the bars are for these. */
        POLICY,
        /** What people do without it. */
        BASELINE,
        /** Knows the truth. */
        REFERENCE
    }

    /** Makes the driver of one trial. */
    @FunctionalInterface
    interface Maker {
        Driver driver(String pattern, long seed, Capabilities capabilities);
    }

    /** The name of the arm that response times are compared with. */
    public static final String ORACLE = "capacity-weights";

    /** The name of the arm that regret is measured against. */
    static final String BEST = "best-constant";

    private final String name;
    private final Kind kind;
    private final Maker maker;

    private Arm(String name, Kind kind, Maker maker) {
        this.name = name;
        this.kind = kind;
        this.maker = maker;
    }

    /**
     * A policy in the Guard with its default limits, to be judged.
     *
     * @param policy makes it; IllegalArgumentException if it does not fit a balancer, which skips it there
     */
    public static Arm policy(String name, Function<Capabilities, Policy> policy) {
        return new Arm(name, Kind.POLICY, guarded(name, (seed, capabilities) -> policy.apply(capabilities)));
    }

    /** The same, to be compared with. */
    public static Arm baseline(String name, Function<Capabilities, Policy> policy) {
        return new Arm(name, Kind.BASELINE, guarded(name, (seed, capabilities) -> policy.apply(capabilities)));
    }

    /** What every report shows beside the policies. */
    static List<Arm> others() {
        return List.of(
                new Arm(
                        "static",
                        Kind.BASELINE,
                        (pattern, seed, capabilities) -> (seen, simulator) -> Optional.empty()),
                new Arm("a58", Kind.BASELINE, (pattern, seed, capabilities) -> A58.onReportedLoad(pattern)),
                new Arm("a58-utilisation", Kind.BASELINE, (pattern, seed, capabilities) -> A58.onUtilisation(pattern)),
                new Arm("random", Kind.BASELINE, guarded("random", (seed, capabilities) -> new RandomShares(seed))),
                new Arm(
                        ORACLE,
                        Kind.REFERENCE,
                        (pattern, seed, capabilities) -> new AllKnowing(pattern, Optimum::capacityWeights)),
                new Arm(
                        BEST,
                        Kind.REFERENCE,
                        (pattern, seed, capabilities) -> new AllKnowing(pattern, new Optimum()::bestConstant)));
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    Driver driver(String pattern, long seed, Capabilities capabilities) {
        return maker.driver(pattern, seed, capabilities);
    }

    private static Maker guarded(String name, Seeded policy) {
        return (pattern, seed, capabilities) ->
                new Guarded(name, policy.policy(seed, capabilities), pattern, Trial.INTERVAL, capabilities);
    }

    @FunctionalInterface
    private interface Seeded {
        Policy policy(long seed, Capabilities capabilities);
    }
}
