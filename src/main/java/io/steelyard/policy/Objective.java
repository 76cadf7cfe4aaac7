package io.steelyard.policy;

/** What the traffic is split for. */
public enum Objective {

    /** Every backend as busy as the others, so that the endpoint bears the most traffic. */
    EQUAL_LOAD,

    /** The least mean response time: slow backends stay a little idler, and nearly idle where there is little traffic. */
    MIN_LATENCY
}
