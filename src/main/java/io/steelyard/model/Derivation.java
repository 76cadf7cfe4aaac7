package io.steelyard.model;

/**
 * A pure function of a {@link Block}, which is itself a value: equal ones give equal results. So a block can keep what it
 * gave ({@link Block#derive}).
 *
 * @param <T> immutable, and never null
 */
@FunctionalInterface
public interface Derivation<T> {

    /** The same for the same block, whenever and from whatever thread it is asked. */
    T of(Block block);
}
