package io.steelyard.policy;

import io.steelyard.model.Setting;

/** Parameters of {@code equal-load}. */
public record EqualLoadParameters(
        @Setting(
                value = "auto",
                help = "Requests that a backend works on at the same time: auto, a number, or inf (load in proportion"
                        + " to the rate). Until auto has found it out: 1 for haproxy, inf for others.")
        Concurrency concurrency) {}
