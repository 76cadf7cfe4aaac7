package io.steelyard.backplane;

/** The calls of the API. */
public enum Operation {
    QUERY,
    ROUTE,
    SHAPE,
    GEN_TOKEN,
    PUT_ENDPOINT,
    DELETE_ENDPOINT,
    API;

    /** For a metric label. */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
