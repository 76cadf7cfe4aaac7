package io.steelyard.policy;

import io.steelyard.model.Setting;
import java.time.Duration;
import java.util.List;

/** Parameters of {@code evacuate}. */
public record EvacuateParameters(
        @Setting(
                value = "0.5",
                min = "0",
                max = "1",
                help = "Least part of the endpoint's usual backends that must be left; below it nothing is moved.")
        double panicThreshold,

        @Setting(
                value = "30s",
                min = "0s",
                max = "1h",
                help = "How long a route that has backends again takes to its full share; at most 60 polls.")
        Duration ramp,

        @Setting(
                value = "[]",
                help = "States in which a backend counts as gone, as the balancer words them; [] is none.")
        List<String> downStates) {

    public EvacuateParameters {
        downStates = List.copyOf(downStates);
    }
}
