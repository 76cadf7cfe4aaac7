package io.steelyard.adapter.simulator;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The stationary law of a queue with Poisson arrivals, exponential service times and {@code workers} servers, M/M/c:
 * how many requests are in the system on average at a utilisation, and the other way round.
 *
 * <p>With a = workers · utilisation, the mean is a + C(workers, a) · utilisation / (1 - utilisation), where C is
 * Erlang's formula for the probability of waiting, computed by the recursion of Erlang's B. For one worker that is
 * utilisation / (1 - utilisation), whose inverse is closed; for more, the inverse is solved once per number of workers
 * and kept as a table over L / (workers + L), on which it is nearly straight.
 */
final class QueueLaw {

    static final int MOST_WORKERS = 1000;

    private static final int INTERVALS = 2048;
    private static final AtomicReferenceArray<QueueLaw> KNOWN = new AtomicReferenceArray<>(MOST_WORKERS + 1);

    private final int workers;
    private final double[] utilisations;

    private QueueLaw(int workers) {
        this.workers = workers;
        this.utilisations = workers == 1 ? new double[0] : inverse(workers);
    }

    static QueueLaw of(int workers) {
        QueueLaw known = KNOWN.get(workers);
        if (known == null) {
            known = new QueueLaw(workers);
            KNOWN.set(workers, known);
        }
        return known;
    }

    /** Requests in the system, waiting or worked on, at a utilisation of at least 0 and below 1. */
    double inSystem(double utilisation) {
        return inSystem(workers, utilisation);
    }

    /** The utilisation, 0 to 1, at which so many requests are in the system. */
    double utilisation(double inSystem) {
        double place = inSystem / (workers + inSystem);
        if (workers == 1) {
            return place;
        }
        double scaled = place * INTERVALS;
        int left = Math.min(INTERVALS - 1, (int) scaled);
        return utilisations[left] + (scaled - left) * (utilisations[left + 1] - utilisations[left]);
    }

    private static double inSystem(int workers, double utilisation) {
        double offered = workers * utilisation;
        double blocked = 1;
        for (int servers = 1; servers <= workers; servers++) {
            blocked = offered * blocked / (servers + offered * blocked);
        }
        double waits = blocked / (1 - utilisation * (1 - blocked));
        return offered + waits * utilisation / (1 - utilisation);
    }

    private static double[] inverse(int workers) {
        double[] utilisations = new double[INTERVALS + 1];
        for (int i = 1; i < INTERVALS; i++) {
            double place = (double) i / INTERVALS;
            utilisations[i] = solve(workers, workers * place / (1 - place));
        }
        utilisations[INTERVALS] = 1;
        return utilisations;
    }

    private static double solve(int workers, double inSystem) {
        double low = 0;
        double high = 1;
        for (int halvings = 0; halvings < 52; halvings++) {
            double middle = (low + high) / 2;
            if (inSystem(workers, middle) < inSystem) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
