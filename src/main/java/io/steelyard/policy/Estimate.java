package io.steelyard.policy;

import io.steelyard.model.Reading;
import io.steelyard.model.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The capacity of one backend of a route as one block of readings shows it, c = x · (1 + k / L). Sums first, then the
 * ratio: the mean of 1/load over small integers is biased and wild.
 *
 * @param readings how many went in
 * @param load L, mean load per backend; a load of 0 counts as half of the least that could have been seen
 * @param logCapacity ln c
 * @param variance of ln c
 */
record Estimate(int readings, double load, double logCapacity, double variance) {

    /** How many readings the assumed noise counts for, beside the measured noise. */
    private static final double ASSUMED = 3;

    /** Relative noise that is assumed of a reading of a load that is proportional to rate. */
    private static final double ASSUMED_NOISE = 0.1;

    private record Sample(double rate, double load, int backends) {}

    /**
     * Empty if fewer than two readings have both signals, or nothing happened: no request, no load. A route that is
     * loaded and serves nothing counts as having served half a request.
     */
    static Optional<Estimate> of(List<Reading> readings, String route, double concurrency) {
        List<Sample> samples = samples(readings, route);
        double seen = samples.stream().mapToDouble(Sample::load).average().orElse(0);
        double served = samples.stream().mapToDouble(Sample::rate).average().orElse(0);
        if (samples.size() < 2 || (served <= 0 && seen <= 0)) {
            return Optional.empty();
        }
        double backends = samples.stream().mapToInt(Sample::backends).average().orElseThrow();
        double seconds = seconds(readings);
        double rate = Math.max(served, 0.5 / (samples.size() * backends * seconds));
        double load = seen + 0.5 / (samples.size() * backends);
        double capacity = Double.isInfinite(concurrency) ? rate / load : rate * (1 + concurrency / load);
        double slope = Double.isInfinite(concurrency) ? 1 / load : concurrency / (load * (load + concurrency));
        double assumed = 1 / (rate * backends * seconds)
                + (Double.isInfinite(concurrency)
                        ? ASSUMED_NOISE * ASSUMED_NOISE
                        : slope * slope * queueVariance(load, rate / capacity, capacity * seconds) / backends);
        double variance = noise(samples, rate, load, slope, assumed) / samples.size();
        return Optional.of(new Estimate(samples.size(), load, Math.log(capacity), variance));
    }

    /** How many standard errors two estimates lie apart. */
    double distance(Estimate other) {
        return Math.abs(logCapacity - other.logCapacity) / Math.sqrt(variance + other.variance);
    }

    /** Relative standard error of the load, from that of the capacity: d ln c = −k / (L + k) · d ln L. */
    double loadError(double concurrency) {
        double slope = Double.isInfinite(concurrency) ? 1 : concurrency / (load + concurrency);
        return Math.sqrt(variance) / slope;
    }

    /** Both together, the more certain one counting more. */
    Estimate and(Estimate other) {
        double precision = 1 / variance + 1 / other.variance;
        int all = readings + other.readings;
        return new Estimate(
                all,
                (readings * load + other.readings * other.load) / all,
                (logCapacity / variance + other.logCapacity / other.variance) / precision,
                1 / precision);
    }

    private static List<Sample> samples(List<Reading> readings, String route) {
        List<Sample> samples = new ArrayList<>(readings.size());
        for (Reading reading : readings) {
            Reading.OfRoute of = reading.routes().get(route);
            if (of != null && of.totals().measured().backends() > 0) {
                Totals.Measured sum = of.totals().measured();
                samples.add(new Sample(
                        sum.requestsPerSecond() / sum.backends(), sum.load() / sum.backends(), sum.backends()));
            }
        }
        return samples;
    }

    /**
     * Variance of one reading of ln c, from the readings themselves and from what is assumed: two or three readings
     * that happen to agree prove little. −slope is the derivative of ln c by the load.
     */
    private static double noise(List<Sample> samples, double rate, double load, double slope, double assumed) {
        double squares = samples.stream()
                .mapToDouble(sample -> (sample.rate() - rate) / rate - slope * (sample.load() - load))
                .map(deviation -> deviation * deviation)
                .sum();
        return (squares + ASSUMED * assumed) / (samples.size() - 1 + ASSUMED);
    }

    /**
     * Variance to expect of the number in flight at a queue, averaged over a reading. A momentary count has the
     * variance L(L+1); the average over T seconds holds as many independent counts as T has relaxation times,
     * (1+ρ)(1+L)²/μ (M/M/1; Morse, Queues, Inventories and Maintenance, 1958).
     */
    private static double queueVariance(double load, double utilisation, double served) {
        double dependent = 2 * (1 + Math.min(1, utilisation)) * (1 + load) * (1 + load) / served;
        return load * (load + 1) * Math.min(1, dependent);
    }

    private static double seconds(List<Reading> readings) {
        if (readings.size() < 2) {
            return 1;
        }
        Duration span = readings.get(readings.size() - 1)
                .startedAt()
                .since(readings.get(0).startedAt());
        return Math.max(1e-3, span.toNanos() / 1e9 / (readings.size() - 1));
    }
}
