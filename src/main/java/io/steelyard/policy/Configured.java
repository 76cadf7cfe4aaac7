package io.steelyard.policy;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A type of policy with its parameters, as a configuration names them: what is needed to make the policy. Two are equal
 * if a configuration would name them by the same words.
 */
public sealed interface Configured {

    /**
     * What makes the policy.
     *
     * @return the factory of the type
     */
    PolicyFactory<?> factory();

    /**
     * How it is to work.
     *
     * @return a record of the class that the factory names
     */
    Record parameters();

    /**
     * What a configuration says of it.
     *
     * @return the name of the type, and the parameters
     */
    default Map.Entry<String, Record> key() {
        return Map.entry(factory().type(), parameters());
    }

    /** An allocator to be. */
    record OfAllocator(AllocatorFactory<?> factory, Record parameters) implements Configured {

        /**
         * Makes the policy.
         *
         * @param context of the balancer that it is for
         * @return a new one at each call
         * @throws IllegalArgumentException if the parameters do not fit the context; the message names the key, the
         *     value and the remedy
         */
        public Policy create(PolicyContext context) {
            return created(factory, parameters, context);
        }

        private static <P extends Record> Policy created(
                AllocatorFactory<P> factory, Record parameters, PolicyContext context) {
            return factory.create(factory.parameters().cast(parameters), context);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfAllocator that && that.key().equals(key());
        }

        @Override
        public int hashCode() {
            return key().hashCode();
        }
    }

    /** A limiter to be. */
    record OfLimiter(LimiterFactory<?> factory, Record parameters) implements Configured {

        /**
         * Makes the limiter.
         *
         * @param context of the balancer that it is for
         * @return a new one at each call, with the name of its type
         * @throws IllegalArgumentException if the parameters do not fit the context; the message names the key, the
         *     value and the remedy
         */
        public Limited.Named create(PolicyContext context) {
            return new Limited.Named(factory.type(), created(factory, parameters, context));
        }

        private static <P extends Record> Limiter created(
                LimiterFactory<P> factory, Record parameters, PolicyContext context) {
            return factory.create(factory.parameters().cast(parameters), context);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfLimiter that && that.key().equals(key());
        }

        @Override
        public int hashCode() {
            return key().hashCode();
        }
    }

    /** A signal to be. */
    record OfSignal(SignalFactory<?> factory, Record parameters) implements Configured {

        /**
         * Makes the signal.
         *
         * @param context of the balancer that it is for
         * @return a new one at each call
         * @throws IllegalArgumentException if the parameters do not fit the context; the message names the key, the
         *     value and the remedy
         */
        public Signal create(PolicyContext context) {
            return created(factory, parameters, context);
        }

        private static <P extends Record> Signal created(
                SignalFactory<P> factory, Record parameters, PolicyContext context) {
            return factory.create(factory.parameters().cast(parameters), context);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof OfSignal that && that.key().equals(key());
        }

        @Override
        public int hashCode() {
            return key().hashCode();
        }
    }
}
