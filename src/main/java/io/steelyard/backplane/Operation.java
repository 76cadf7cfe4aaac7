package io.steelyard.backplane;

/** The calls of the API. */
public enum Operation {
    /** {@link BackplaneClient#query}. */
    QUERY,
    /** {@link BackplaneClient#route}. */
    ROUTE,
    /** {@link BackplaneClient#shape}, with or without the weights that are expected. */
    SHAPE,
    /** {@link BackplaneClient#genToken}. */
    GEN_TOKEN,
    /** {@link BackplaneClient#putEndpoint}. */
    PUT_ENDPOINT,
    /** {@link BackplaneClient#deleteEndpoint}. */
    DELETE_ENDPOINT,
    /** {@link BackplaneClient#api}, whatever the call. */
    API;

    /**
     * For a metric label.
     *
     * @return the name in lower case, such as {@code gen_token}
     */
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
