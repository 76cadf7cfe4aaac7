package io.steelyard.policy;

/** A type of policy that says how the traffic of an endpoint should be split. */
public non-sealed interface AllocatorFactory<P extends Record> extends PolicyFactory<P> {

    @Override
    default Kind kind() {
        return Kind.ALLOCATOR;
    }

    /**
     * The policy with these parameters.
     *
     * @param parameters as configured, each within the range of its {@link io.steelyard.model.Setting}
     * @param context of the balancer that it is for
     * @return a new policy
     * @throws IllegalArgumentException if they do not fit the context; the message names the key, the value and the
     *     remedy
     */
    Policy create(P parameters, PolicyContext context);
}
