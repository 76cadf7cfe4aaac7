package io.steelyard.policy;

/**
 * How steeply the requests that wait in an M/M/k queue ({@link Queue}) grow with its utilisation, as a table that is read
 * backwards: the number is convex, so each slope is met at one utilisation.
 */
final class Steepness {

    private static final int STEPS = 128;

    /** The last step ends a little below 1, where the queue would be without bound. */
    private static final double END = STEPS + 4.0;

    private final double[] utilisations = new double[STEPS + 1];
    private final double[] slopes = new double[STEPS + 1];

    /** @param places k, requests that are worked on at a time */
    Steepness(double places) {
        Queue queue = new Queue(places, 1);
        double from = 0;
        double waiting = 0;
        for (int i = 1; i <= STEPS; i++) {
            double rest = 1 - i / END;
            double to = 1 - rest * rest; // the steps are narrow where it bends most
            double then = queue.waiting(to);
            utilisations[i] = (from + to) / 2;
            slopes[i] = (then - waiting) / (to - from);
            from = to;
            waiting = then;
        }
    }

    /** Waiting requests more per utilisation more. */
    double at(double utilisation) {
        return read(utilisations, slopes, utilisation);
    }

    /** The utilisation that has this slope; 1 of one that is steeper than the table knows. */
    double of(double slope) {
        return slope < slopes[STEPS] ? read(slopes, utilisations, slope) : 1;
    }

    /** Between the entries in a straight line; beyond them the first or the last. */
    private static double read(double[] ascending, double[] values, double key) {
        int low = 0;
        int high = ascending.length - 1;
        if (key <= ascending[low]) {
            return values[low];
        }
        if (key >= ascending[high]) {
            return values[high];
        }
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= key) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return values[low] + (values[high] - values[low]) * (key - ascending[low]) / (ascending[high] - ascending[low]);
    }
}
