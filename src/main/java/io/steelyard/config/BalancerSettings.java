package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.util.Optional;

/**
 * The balancer. The block that {@link #type} names is always there; others may be, and are checked, but have no
 * effect.
 */
public record BalancerSettings(
        @Setting(help = "The kind of balancer; its block says how to reach it.")
        Type type,

        @Setting(help = "A balancer that speaks the Backplane API.")
        Optional<BackplaneSettings> backplane,

        @Setting(help = "HAProxy, by its runtime API.") Optional<HaproxySettings> haproxy,

        @Setting(help = "Simulated traffic in this process.")
        Optional<SimulatorSettings> simulator) {

    /** The kinds of balancer. */
    public enum Type {
        BACKPLANE,
        HAPROXY,
        SIMULATOR
    }

    public BalancerSettings {
        if (type == Type.SIMULATOR && simulator.isEmpty()) {
            simulator = Optional.of(Defaults.of(SimulatorSettings.class));
        }
        new Faults()
                .unless(
                        type != Type.BACKPLANE || backplane.isPresent(),
                        "backplane",
                        "is required by type backplane; add it with url and token_file",
                        "type",
                        "backplane")
                .unless(
                        type != Type.HAPROXY || haproxy.isPresent(),
                        "haproxy",
                        "is required by type haproxy; add it with socket",
                        "type",
                        "haproxy")
                .raise();
    }

    /** Which balancer it is, for people and to tell it from another one; without secrets. */
    public String address() {
        return switch (type) {
            case BACKPLANE -> "backplane " + backplane.orElseThrow().url();
            case HAPROXY -> "haproxy " + haproxy.orElseThrow().socket();
            case SIMULATOR -> "simulator";
        };
    }

    /** True if its weights outlive this process. */
    public boolean outlivesUs() {
        return type != Type.SIMULATOR;
    }
}
