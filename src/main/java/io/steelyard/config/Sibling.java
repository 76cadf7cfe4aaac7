package io.steelyard.config;

/** An element of a list that must not clash with the elements before it. */
interface Sibling<T extends Sibling<T>> {

    /** Reports where this element clashes with {@code earlier}, which the file calls {@code place}. */
    void checkBeside(T earlier, String place, Findings findings);
}
