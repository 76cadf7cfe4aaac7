package io.steelyard.model;

import java.util.Locale;

/** How far the agent goes. */
public enum Mode {
    /** Reads and exports; policies do not run. */
    OBSERVE,
    /** Also decides, logs and exports the decisions; never writes. */
    PROPOSE,
    /** Also writes. */
    ACT;

    /**
     * The mode with this label.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Mode labelled(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** As in configurations and orders: the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
