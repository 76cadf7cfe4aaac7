package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.time.Duration;
import java.util.Optional;

/** Limits on what a policy may do. A share is a part of an endpoint's traffic, from 0 to 1. */
public record GuardSettings(
        @Setting(value = "0", min = "0", max = "1000000", help = "Least weight of a route, in the balancer's units.")
        int minWeight,

        @Setting(value = "0.0", min = "0", max = "0.5", help = "Least share of a route that has traffic.")
        double floor,

        @Setting(
                value = "0.2",
                min = "0.001",
                max = "1",
                help = "Half the sum of |change of share| that one decision may move.")
        double maxStep,

        @Setting(value = "1.0", min = "0.001", max = "1000", help = "The same, per minute.")
        double velocity,

        @Setting(
                value = "3s",
                min = "0s",
                max = "1d",
                help = "Time between two writes to one endpoint, counted from the write's end.")
        Duration cooldown,

        @Setting(
                value = "0.05",
                min = "0",
                max = "1",
                help = "Largest relative change of a route's share that is left alone; widened to two standard errors"
                        + " of the estimate.")
        double deadBand,

        @Setting(value = "2", min = "0", max = "1000", help = "Polls to wait after a change took effect.")
        int settle,

        @Setting(
                value = "0.5",
                min = "0",
                max = "1",
                help = "Least part of an endpoint's usual backends that must be there; below it nothing is moved.")
        double panicThreshold,

        @Setting(
                value = "6",
                min = "1",
                max = "1000",
                help = "Reversals of a route's weight within 10 minutes that freeze its endpoint.")
        int flips,

        @Setting(value = "1.0", min = "0.1", max = "1", help = "Most share of a route that is not the only one.")
        double ceiling,

        @Setting(
                value = "0.9",
                min = "0.1",
                max = "1",
                help = "Predicted utilisation that no route may be sent above; one that is above already may not be"
                        + " sent higher.")
        double overload,

        @Setting(
                value = "2.0",
                min = "1.1",
                max = "100",
                help = "Times as far as predicted that loads may move over the last five moves; beyond it the policy's"
                        + " model is wrong.")
        double overreaction,

        @Setting(
                value = "3",
                min = "1",
                max = "5",
                help = "So many of the last five moves with less than half of their effect on the traffic freeze an"
                        + " endpoint.")
        int ineffective,

        @Setting(
                value = "0s",
                min = "0s",
                max = "1h",
                help =
                        "How long traffic takes to follow the weights, beyond the balancer's own lag: sticky sessions, long"
                                + " connections.")
        Duration effectLag,

        @Setting(
                min = "1s",
                max = "365d",
                help = "After an operator's edit, time until the policy may act again; null: when somebody re-arms it.")
        Optional<Duration> rearmAfter) {

    public GuardSettings {
        new Faults()
                .unless(
                        ceiling >= floor,
                        "ceiling",
                        ceiling + " is below floor, " + floor + "; raise it, or lower floor",
                        "ceiling",
                        "floor")
                .raise();
    }
}
