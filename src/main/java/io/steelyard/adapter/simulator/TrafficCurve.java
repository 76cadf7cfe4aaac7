package io.steelyard.adapter.simulator;

import java.time.Duration;

/** How many requests per second arrive at an endpoint, as a function of the time since the simulation began. */
public sealed interface TrafficCurve {

    /** Requests per second at a time; never below 0. */
    double at(Duration time);

    /** Always the same. */
    record Constant(double requestsPerSecond) implements TrafficCurve {

        public Constant {
            Limits.rate("traffic", requestsPerSecond);
        }

        @Override
        public double at(Duration time) {
            return requestsPerSecond;
        }
    }

    /** One rate before a moment, another from then on. */
    record Step(double before, double after, Duration moment) implements TrafficCurve {

        public Step {
            Limits.rate("traffic before the step", before);
            Limits.rate("traffic after the step", after);
        }

        @Override
        public double at(Duration time) {
            return time.compareTo(moment) < 0 ? before : after;
        }
    }

    /** From one rate to another in a straight line that begins at {@code start} and lasts {@code length}. */
    record Ramp(double from, double to, Duration start, Duration length) implements TrafficCurve {

        public Ramp {
            Limits.rate("traffic before the ramp", from);
            Limits.rate("traffic after the ramp", to);
            Limits.positive("length of the ramp", length);
        }

        @Override
        public double at(Duration time) {
            double part = Limits.seconds(time.minus(start)) / Limits.seconds(length);
            return from + (to - from) * Math.max(0, Math.min(1, part));
        }
    }

    /** Swings round a mean, which it meets at time 0 on the way up. */
    record Sine(double mean, double amplitude, Duration period) implements TrafficCurve {

        public Sine {
            Limits.rate("mean traffic", mean);
            Limits.that(
                    Math.abs(amplitude) <= mean,
                    "amplitude of the traffic: " + amplitude + " is more than the mean, " + mean);
            Limits.positive("period of the traffic", period);
        }

        @Override
        public double at(Duration time) {
            double turns = Limits.seconds(time) / Limits.seconds(period);
            return Math.max(0, mean + amplitude * Math.sin(2 * Math.PI * turns));
        }
    }
}
