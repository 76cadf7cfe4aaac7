package io.steelyard.model;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Sums over some backends: those of a route, or the distinct ones of an endpoint.
 *
 * @param backends how many there are
 * @param measured sums over those that have both a load and a rate; only these take part in a decision
 * @param requestsPerSecond sum of the known rates; of a backend that stands in several routes only the route's part
 * @param load mean of the known loads, in the balancer's unit; empty without one
 * @param loadMax the highest known load
 * @param errorsPerSecond sum of the known error rates; empty if none is known
 * @param responseTime mean of the known response times, weighted by rate
 * @param failing the part of the requests that failed, 0 to 1, of the backends whose rate and errors are known; empty if
 *     they served none
 */
public record Totals(
        int backends,
        Measured measured,
        double requestsPerSecond,
        OptionalDouble load,
        OptionalDouble loadMax,
        OptionalDouble errorsPerSecond,
        Optional<Duration> responseTime,
        OptionalDouble failing) {

    /**
     * The backends whose load and rate are both known.
     *
     * @param backends how many
     * @param requestsPerSecond sum of their rates
     * @param load sum of their loads
     * @param occupancy sum of their occupancies; empty if that of one is unknown
     */
    public record Measured(int backends, double requestsPerSecond, double load, Optional<Occupancy> occupancy) {

        /** Of backends that tell only the mean of their load. */
        public Measured(int backends, double requestsPerSecond, double load) {
            this(backends, requestsPerSecond, load, Optional.empty());
        }
    }

    /** Adds up backends one by one. */
    static final class Sum {
        private int backends;
        private int measured;
        private double measuredRate;
        private double measuredLoad;
        private Optional<Occupancy> occupancy = Optional.empty();
        private double rate;
        private double load;
        private double loadMax;
        private int loads;
        private double errors;
        private boolean errorsKnown;
        private double judged;
        private double failed;
        private double responseNanos;
        private double responseWeight;

        void add(Backend backend, double part) {
            backends++;
            if (backend.measured()) {
                measured++;
                measuredRate += part * backend.requestsPerSecond().getAsDouble();
                measuredLoad += backend.load().getAsDouble();
                occupancy = measured == 1 ? backend.occupancy() : both(occupancy, backend.occupancy());
            }
            rate += part * backend.requestsPerSecond().orElse(0);
            if (backend.load().isPresent()) {
                double value = backend.load().getAsDouble();
                load += value;
                loadMax = Math.max(loadMax, value);
                loads++;
            }
            if (backend.errorsPerSecond().isPresent()) {
                errors += part * backend.errorsPerSecond().getAsDouble();
                errorsKnown = true;
                if (backend.requestsPerSecond().isPresent()) {
                    judged += part * backend.requestsPerSecond().getAsDouble();
                    failed += part * backend.errorsPerSecond().getAsDouble();
                }
            }
            if (backend.responseTime().isPresent()) {
                double weight = part * backend.requestsPerSecond().orElse(0);
                responseNanos += weight * backend.responseTime().get().toNanos();
                responseWeight += weight;
            }
        }

        private static Optional<Occupancy> both(Optional<Occupancy> one, Optional<Occupancy> other) {
            return one.isPresent() && other.isPresent() ? Optional.of(one.get().plus(other.get())) : Optional.empty();
        }

        Totals totals() {
            return new Totals(
                    backends,
                    new Measured(measured, measuredRate, measuredLoad, occupancy),
                    rate,
                    loads == 0 ? OptionalDouble.empty() : OptionalDouble.of(load / loads),
                    loads == 0 ? OptionalDouble.empty() : OptionalDouble.of(loadMax),
                    errorsKnown ? OptionalDouble.of(errors) : OptionalDouble.empty(),
                    responseWeight > 0
                            ? Optional.of(Duration.ofNanos(Math.round(responseNanos / responseWeight)))
                            : Optional.empty(),
                    judged > 0 ? OptionalDouble.of(Math.min(1, failed / judged)) : OptionalDouble.empty());
        }
    }
}
