package io.steelyard.adapter.simulator;

/** The mean of the last values, of so many at most. Not thread-safe. */
final class Mean {

    private final double[] values;
    private int count;
    private int next;

    Mean(int size) {
        values = new double[size];
    }

    void add(double value) {
        values[next] = value;
        next = next + 1 == values.length ? 0 : next + 1;
        count = Math.min(count + 1, values.length);
    }

    void clear() {
        count = 0;
        next = 0;
    }

    /** 0 before the first value. */
    double value() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return count == 0 ? 0 : sum / count;
    }
}
