package io.steelyard.policy;

import io.steelyard.model.Setting;

/** Parameters of {@code pid}. */
public record PidParameters(
        @Setting(
                value = "0.1",
                min = "0.001",
                max = "0.2",
                help = "Integral gain: part of an error undone by one move.")
        double ki,

        @Setting(value = "0", min = "0", max = "1", help = "Proportional gain, on the change of the error.")
        double kp,

        @Setting(value = "0", min = "0", max = "1", help = "Derivative gain, on the change of that change.")
        double kd,

        @Setting(value = "0.3", min = "0.01", max = "1", help = "Weight of the newest reading in the moving average.")
        double smoothing,

        @Setting(value = "0.03", min = "0", max = "0.5", help = "Errors up to this are left alone.")
        double deadZone,

        @Setting(
                value = "auto",
                help = "Requests that a backend works on at the same time, which tells how far a load in flight is from"
                        + " its limit: auto (as the balancer's kind of load suggests), a number, or inf.")
        Concurrency concurrency) {}
