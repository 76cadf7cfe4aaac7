package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.testing.Scene;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Readings of one route "a" by hand, one a second, beside a route "b" of one backend that has the rest of the weight. */
final class Trace {

    private final Scene scene = new Scene();
    private int weight = 500;
    private int backends = 1;

    /** From now on that many of 1000; the first two readings at other weights than before are passed over. */
    Trace weight(int next) {
        weight = next;
        return this;
    }

    Trace backends(int next) {
        backends = next;
        return this;
    }

    /** From now on so many requests per second fail at each backend. */
    Trace errors(double perSecond) {
        scene.details("a", Scene.Details.errors(perSecond)).details("b", Scene.Details.errors(0));
        return this;
    }

    /** From now on these numbers are counted in flight at each backend. */
    Trace counted(double... inFlight) {
        scene.counted("a", inFlight);
        return this;
    }

    /**
     * @param rate requests per second of one backend
     * @param load of one backend
     */
    Trace reading(double rate, double load) {
        scene.route("a", weight, backends, load, backends * rate)
                .route("b", 1000 - weight, 1, 1, 10)
                .poll();
        return this;
    }

    Trace readings(int count, double rate, double load) {
        for (int i = 0; i < count; i++) {
            reading(rate, load);
        }
        return this;
    }

    /** Of all readings in one block. */
    Sample sample(boolean inFlight) {
        List<Block> oldestFirst = new ArrayList<>(scene.history().blocks());
        Collections.reverse(oldestFirst);
        Block whole = oldestFirst.stream().reduce(Block::and).orElseThrow();
        return Sample.of(whole, whole.at(whole.roster(), 0), inFlight);
    }

    Routes routes(boolean inFlight) {
        return Routes.of(scene.history(), inFlight);
    }

    Series series(boolean inFlight) {
        return routes(inFlight).series(0);
    }

    Window window(double concurrency) {
        Series series = series(true);
        return Window.of(series, series.under(concurrency));
    }
}
