package io.steelyard.policy;

/** A type of policy that says something for others to act on. */
public non-sealed interface SignalFactory<P extends Record> extends PolicyFactory<P> {

    @Override
    default Kind kind() {
        return Kind.SIGNAL;
    }

    /**
     * The signal with these parameters.
     *
     * @param parameters as configured, each within the range of its {@link io.steelyard.model.Setting}
     * @param context of the balancer that it is for
     * @return a new signal
     * @throws IllegalArgumentException if they do not fit the context; the message names the key, the value and the
     *     remedy
     */
    Signal create(P parameters, PolicyContext context);
}
