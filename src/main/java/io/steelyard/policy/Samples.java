package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.Derivation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the routes show in one block, by their places there. */
final class Samples {

    private final @Nullable Sample[] samples;
    private final int[] readings;
    private final double[] shares;
    private final double[] told;
    private boolean someFail;
    private boolean allCounted = true;

    private Samples(Block block, boolean inFlight) {
        samples = new @Nullable Sample[block.sums().size()];
        readings = new int[samples.length];
        shares = new double[samples.length];
        told = new double[samples.length];
        for (int place = 0; place < samples.length; place++) {
            Block.Sums sums = block.sums().get(place);
            if (sums.rate() > 0 || sums.load() > 0) {
                Sample sample = Sample.of(block, sums, inFlight);
                samples[place] = sample;
                readings[place] = sample.readings();
                shares[place] = sample.share();
                told[place] = sample.told();
                someFail |= sample.failing() > 0;
                allCounted &= sample.counted();
            }
        }
    }

    /** Those of a block, which keeps them. */
    record Shown(boolean inFlight) implements Derivation<Samples> {

        @Override
        public Samples of(Block block) {
            return new Samples(block, inFlight);
        }
    }

    /** Of one route; nothing if there is no traffic of it. */
    @Nullable
    Sample of(int place) {
        return samples[place];
    }

    /** Of one route, how many show traffic. */
    int readings(int place) {
        return readings[place];
    }

    /** As {@link Sample#share}. */
    double share(int place) {
        return shares[place];
    }

    /** As {@link Sample#told}. */
    double told(int place) {
        return told[place];
    }

    /** True if requests of a route with traffic failed. */
    boolean failing(int place) {
        return someFail && shown(place).failing() > 0;
    }

    /** True if the balancer shows single moments of a route with traffic. */
    boolean counted(int place) {
        return allCounted || shown(place).counted();
    }

    /** Of a route with traffic. */
    Sample shown(int place) {
        return Objects.requireNonNull(samples[place]);
    }
}
