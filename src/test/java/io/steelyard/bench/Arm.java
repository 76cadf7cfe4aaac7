package io.steelyard.bench;

import java.util.List;

/**
 * One way to run the balancer.
 *
 * @param weights that it begins with
 * @param daemon true if the daemon may change them
 * @param parameters of its policy, as YAML
 * @param diverges true if a queue grows for ever, so that its figures say how long was waited and no more
 */
record Arm(String name, List<Integer> weights, boolean daemon, String parameters, boolean diverges) {

    static final String EQUAL = "equal";
    static final String CAPACITY = "capacity";
    static final String STEELYARD = "steelyard";
    static final String MIN_LATENCY = "min-latency";

    /** Equal weights, as everybody begins. */
    static Arm equal() {
        return new Arm(EQUAL, List.of(100, 100, 100, 100), false, "", false);
    }

    /** Equal weights where the slowest server cannot bear its part. */
    static Arm equalAndUnstable() {
        return new Arm(EQUAL, List.of(100, 100, 100, 100), false, "", true);
    }

    /** Weights in proportion to the capacities, as one who knows them would set them. */
    static Arm capacity() {
        return new Arm(CAPACITY, List.of(256, 128, 64, 32), false, "", false);
    }

    /** The daemon from equal weights on, with the defaults of its configuration. */
    static Arm steelyard() {
        return new Arm(STEELYARD, List.of(100, 100, 100, 100), true, "{}", false);
    }

    /** The same for the least response time, told that a server works on one request at a time. */
    static Arm minLatency() {
        return new Arm(
                MIN_LATENCY, List.of(100, 100, 100, 100), true, "{objective: min-latency, concurrency: 1}", false);
    }
}
