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

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
