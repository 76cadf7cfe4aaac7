package io.steelyard.config;

/** How far the agent goes. */
public enum Mode {
    /** Reads and exports; policies do not run. */
    OBSERVE,
    /** Also decides, logs and exports the decisions; never writes. */
    PROPOSE,
    /** Also writes. */
    ACT
}
