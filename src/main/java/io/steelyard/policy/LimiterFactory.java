package io.steelyard.policy;

/** A type of policy that restrains the allocator. */
public non-sealed interface LimiterFactory<P extends Record> extends PolicyFactory<P> {

    @Override
    default Kind kind() {
        return Kind.LIMITER;
    }

    /**
     * The limiter with these parameters.
     *
     * @throws IllegalArgumentException if they do not fit the context; the message names the key, the value and the
     *     remedy
     */
    Limiter create(P parameters, PolicyContext context);
}
