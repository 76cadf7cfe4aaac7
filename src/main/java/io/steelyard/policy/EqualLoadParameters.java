package io.steelyard.policy;

import io.steelyard.model.Setting;

/** Parameters of {@code equal-load}. */
public record EqualLoadParameters(
        @Setting(
                value = "auto",
                help = "Requests that a backend works on at the same time: auto, a number, or inf (load in proportion"
                        + " to the rate). Until auto has found it out: 1 for haproxy, inf for others.")
        Concurrency concurrency,

        @Setting(
                value = "equal-load",
                help = "What the traffic is split for: equal-load (every backend as busy as the others), or min-latency"
                        + " (the least mean response time, for which fast backends are busier than slow ones), which"
                        + " wants a number for concurrency.")
        Objective objective) {

    public EqualLoadParameters {
        if (objective == Objective.MIN_LATENCY && !(concurrency instanceof Concurrency.Slots)) {
            throw new IllegalArgumentException(
                    "objective: min-latency needs to know how requests queue, and concurrency is "
                            + concurrency
                            + "; write how many a backend works on at the same time, which steelyard advise may"
                            + " tell, or leave the objective out");
        }
    }

    /**
     * With the usual objective.
     *
     * @param concurrency requests that a backend works on at the same time
     */
    public EqualLoadParameters(Concurrency concurrency) {
        this(concurrency, Objective.EQUAL_LOAD);
    }

    /**
     * What is known of the backends in place of what was configured. If that is no number it is for equal load.
     *
     * @param known requests that a backend works on at the same time
     * @return the same otherwise
     */
    public EqualLoadParameters with(Concurrency known) {
        return new EqualLoadParameters(known, known instanceof Concurrency.Slots ? objective : Objective.EQUAL_LOAD);
    }
}
