package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Derivation;

/** The {@link Law} of each route of a block under one concurrency, by its place there; 0 of one without traffic. */
final class Laws {

    private final double[] utilisation;
    private final double[] logCapacity;
    private final double[] squares;
    private final double[] expected;

    private Laws(Samples samples, int size, double concurrency) {
        utilisation = new double[size];
        logCapacity = new double[size];
        squares = new double[size];
        expected = new double[size];
        for (int place = 0; place < size; place++) {
            Sample sample = samples.of(place);
            if (sample != null) {
                Law law = Law.of(sample, concurrency);
                utilisation[place] = law.utilisation();
                logCapacity[place] = law.logCapacity();
                squares[place] = law.squares();
                expected[place] = law.expected();
            }
        }
    }

    /** Those of a block, which keeps them. */
    record Judged(double concurrency, boolean inFlight) implements Derivation<Laws> {

        @Override
        public Laws of(Block block) {
            return new Laws(
                    block.derive(new Samples.Shown(inFlight)), block.sums().size(), concurrency);
        }
    }

    double utilisation(int place) {
        return utilisation[place];
    }

    double logCapacity(int place) {
        return logCapacity[place];
    }

    double squares(int place) {
        return squares[place];
    }

    double expected(int place) {
        return expected[place];
    }
}
