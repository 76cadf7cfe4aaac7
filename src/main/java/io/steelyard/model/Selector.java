package io.steelyard.model;

/**
 * Chooses the backends of a route by their labels.
 *
 * @param labels the pairs that a backend must carry; the empty selector matches nothing, because "no filter" read as
 *     "everything" is how a small mistake takes down a fleet
 */
public record Selector(Labels labels) {

    /** The selector of some text, as {@link Labels#parse} reads it; every text is one. */
    public static Selector parse(String raw) {
        return new Selector(Labels.parse(raw));
    }

    /** True if a backend with these labels is chosen; the empty selector chooses none. */
    public boolean matches(Labels backend) {
        return !labels.isEmpty()
                && backend.pairs().entrySet().containsAll(labels.pairs().entrySet());
    }

    @Override
    public String toString() {
        return labels.raw();
    }
}
