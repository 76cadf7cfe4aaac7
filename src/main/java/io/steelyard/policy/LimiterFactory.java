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
     * @param parameters as configured, each within the range of its {@link io.steelyard.model.Setting}
     * @param context of the balancer that it is for
     * @return a new limiter
     * @throws IllegalArgumentException if they do not fit the context; the message names the key, the value and the
     *     remedy
     */
    Limiter create(P parameters, PolicyContext context);
}
