package io.steelyard.policy;

import io.steelyard.model.Reading;
import io.steelyard.model.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the readings of one route say about its capacity, the newer ones counting more.
 *
 * <p>Sums first, then the ratio: the mean of 1/load over small integers is biased and wild.
 *
 * @param readings how many readings went in
 * @param rate mean rate per backend, requests per second
 * @param load mean load per backend; a load of 0 counts as half of the least that could have been seen
 * @param capacity per backend, x · (1 + k / load)
 * @param relativeError standard error of the capacity, relative to it
 */
record Window(int readings, double rate, double load, double capacity, double relativeError) {

    /** Readings after which the weight of one has halved. */
    private static final double HALF_LIFE = 15;

    /** How many readings the assumed noise counts for, beside the measured noise. */
    private static final double ASSUMED = 3;

    /** Relative noise that is assumed of a reading of a load that is proportional to rate. */
    private static final double ASSUMED_NOISE = 0.1;

    private record Sample(double rate, double load, int backends, double weight) {}

    /** Empty if fewer than two readings have both signals, or no request was served. */
    static Optional<Window> of(List<Reading> readings, String route, double concurrency) {
        List<Sample> samples = samples(readings, route);
        if (samples.size() < 2) {
            return Optional.empty();
        }
        double total = samples.stream().mapToDouble(Sample::weight).sum();
        double rate = samples.stream().mapToDouble(s -> s.weight() * s.rate()).sum() / total;
        double backends =
                samples.stream().mapToDouble(s -> s.weight() * s.backends()).sum() / total;
        double load = samples.stream().mapToDouble(s -> s.weight() * s.load()).sum() / total
                + 0.5 / (samples.size() * backends);
        if (rate <= 0) {
            return Optional.empty();
        }
        double capacity = Double.isInfinite(concurrency) ? rate / load : rate * (1 + concurrency / load);
        double slope = slope(load, concurrency);
        double noise =
                noise(samples, rate, load, slope, assumed(rate, load, capacity, slope, backends, seconds(readings)));
        double error = Math.sqrt(noise
                        * samples.stream()
                                .mapToDouble(s -> s.weight() * s.weight())
                                .sum())
                / total;
        return Optional.of(new Window(samples.size(), rate, load, capacity, error));
    }

    private static List<Sample> samples(List<Reading> readings, String route) {
        List<Sample> samples = new ArrayList<>(readings.size());
        for (int i = 0; i < readings.size(); i++) {
            Reading.OfRoute of = readings.get(i).routes().get(route);
            if (of != null && of.totals().measured() > 0) {
                Totals totals = of.totals();
                double weight = Math.pow(0.5, (readings.size() - 1 - i) / HALF_LIFE);
                samples.add(new Sample(
                        totals.requestsPerSecond() / totals.measured(),
                        totals.load().orElse(0),
                        totals.measured(),
                        weight));
            }
        }
        return samples;
    }

    /** −d ln(capacity) / d load. */
    private static double slope(double load, double concurrency) {
        return Double.isInfinite(concurrency) ? 1 / load : concurrency / (load * (load + concurrency));
    }

    /**
     * Variance of one reading of ln(capacity), from the readings themselves and from what is assumed: two or three
     * readings that happen to agree prove little. Widened if neighbours resemble each other.
     */
    private static double noise(List<Sample> samples, double rate, double load, double slope, double assumed) {
        double[] deviation = samples.stream()
                .mapToDouble(s -> (s.rate() - rate) / rate - slope * (s.load() - load))
                .toArray();
        double squares = 0;
        double neighbours = 0;
        for (int i = 0; i < deviation.length; i++) {
            squares += deviation[i] * deviation[i];
            neighbours += i == 0 ? 0 : deviation[i] * deviation[i - 1];
        }
        double variance = (squares + ASSUMED * assumed) / (deviation.length - 1 + ASSUMED);
        double correlation =
                deviation.length < 8 || squares == 0 ? 0 : Math.min(0.8, Math.max(0, neighbours / squares));
        return variance * (1 + correlation) / (1 - correlation);
    }

    /**
     * The variance to expect. Requests come at random, so a count of them has its mean as variance. The number in
     * flight at a queue has the variance L(L+1), and an average over T seconds holds as many independent samples as
     * T has relaxation times, (1+ρ)(1+L)²/μ (M/M/1; Morse, Queues, Inventories and Maintenance, 1958).
     */
    private static double assumed(
            double rate, double load, double capacity, double slope, double backends, double seconds) {
        double arrivals = 1 / (rate * backends * seconds);
        if (slope * load > 0.999) {
            return arrivals + ASSUMED_NOISE * ASSUMED_NOISE;
        }
        double utilisation = Math.min(1, rate / capacity);
        double dependent = Math.min(1, 2 * (1 + utilisation) * (1 + load) * (1 + load) / (capacity * seconds));
        return arrivals + slope * slope * load * (load + 1) * dependent / backends;
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
