package io.steelyard.config;

/** A block that must not clash with those before it, in its list or in the block that it stands in. */
interface Sibling {

    /** Reports where this one clashes with {@code earlier}, which the file calls {@code place} and which may be of any kind. */
    void checkBeside(Object earlier, String place, Findings findings);
}
