package io.steelyard.policy;

import java.util.Locale;

/**
 * A type of policy that a configuration may name: its name, what it is for, and the record of its parameters. The
 * built-in types and those of a jar on the class path are found in the same way, by {@link java.util.ServiceLoader}:
 * implement {@link AllocatorFactory}, {@link LimiterFactory} or {@link SignalFactory} with a public class that has a
 * public constructor without parameters, and name it in {@code META-INF/services/io.steelyard.policy.PolicyFactory}.
 *
 * <p>Factories are asked when a configuration is read, from any thread, and must do no input or output.
 *
 * @param <P> a record each of whose components has a {@link io.steelyard.model.Setting}; reading it, its errors and its
 *     documentation follow from that
 */
public sealed interface PolicyFactory<P extends Record> permits AllocatorFactory, LimiterFactory, SignalFactory {

    /**
     * The name in a configuration: lower-case letters, digits and dashes, unique among all types.
     *
     * @return such as {@code equal-load}
     */
    String type();

    /**
     * A sentence or two on what it does.
     *
     * @return text for people, as {@code steelyard policies} prints it
     */
    String help();

    /**
     * What the block {@code parameters} of a configuration is read as.
     *
     * @return the record's class
     */
    Class<P> parameters();

    /**
     * Where the type may stand; each of the three interfaces answers it.
     *
     * @return the kind
     */
    Kind kind();

    /** Where a type may stand in a configuration. */
    enum Kind {
        /** Says how the traffic should be split; an endpoint has one. */
        ALLOCATOR,
        /** Restrains the allocator; an endpoint has any number, in order. */
        LIMITER,
        /** Says something for others to act on, and moves nothing. */
        SIGNAL;

        /**
         * The kind in messages and lists.
         *
         * @return the name in lower case, such as {@code limiter}
         */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
