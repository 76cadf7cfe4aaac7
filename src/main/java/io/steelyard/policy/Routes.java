package io.steelyard.policy;

import io.steelyard.model.Block;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Roster;
import io.steelyard.model.Totals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of an endpoint as one decision sees them, looked up once: what is computed of them from there on stands in
 * arrays, by the place in the roster.
 */
final class Routes {

    private final Roster roster;
    private final Reading.OfRoute[] now;
    private final boolean[] open;
    private final @Nullable Series[] series;
    private final int[] estimated;
    private final Past past;

    /**
     * Those of the newest reading.
     *
     * @param inFlight true if the balancer says that a load is a number of requests, false if it is a utilisation
     */
    static Routes of(History history, boolean inFlight) {
        return new Routes(history.latest(), history.evacuated(), history.blocks(), inFlight);
    }

    private Routes(Reading latest, Set<String> evacuated, List<Block> blocks, boolean inFlight) {
        roster = latest.roster();
        now = new Reading.OfRoute[roster.size()];
        open = new boolean[roster.size()];
        series = new @Nullable Series[roster.size()];
        past = Past.of(blocks, roster, inFlight);
        int[] found = new int[now.length];
        int count = 0;
        for (int i = 0; i < now.length; i++) {
            int place = roster.named(i);
            String id = roster.id(place);
            Reading.OfRoute route = Objects.requireNonNull(latest.routes().get(id));
            now[place] = route;
            open[place] = route.totals().backends() > 0 && (route.weight().orElse(0) > 0 || evacuated.contains(id));
            if (open[place]) {
                Series seen = new Series(past, place);
                if (seen.enough()) {
                    series[place] = seen;
                    found[count++] = place;
                }
            }
        }
        estimated = Arrays.copyOf(found, count);
    }

    Roster roster() {
        return roster;
    }

    int size() {
        return now.length;
    }

    /** True if it may carry traffic: it has backends, and a weight or had one when we emptied it. */
    boolean open(int place) {
        return open[place];
    }

    /** How many may carry traffic. */
    int open() {
        int count = 0;
        for (boolean each : open) {
            count += each ? 1 : 0;
        }
        return count;
    }

    Totals totals(int place) {
        return now[place].totals();
    }

    /** 0 if it is unknown. */
    int weight(int place) {
        return now[place].weight().orElse(0);
    }

    /** The places of those of which an estimate can be made, in the balancer's order. */
    int[] estimated() {
        return estimated;
    }

    /** Of one that can be {@link #estimated}. */
    Series series(int place) {
        return Objects.requireNonNull(series[place]);
    }

    /** Of how many there is something to go by: an estimate, and a measurement now. */
    int known() {
        int count = 0;
        for (int place : estimated) {
            count += totals(place).measured().backends() > 0 ? 1 : 0;
        }
        return count;
    }

    /** True if the newest readings show no request at all. */
    boolean idle() {
        for (int place : estimated) {
            if (series(place).rate() > 0) {
                return false;
            }
        }
        return true;
    }

    /** The most requests per second that those with an estimate served together, of the blocks no older than so many seconds. */
    double peak(double seconds) {
        double peak = 0;
        for (int block = 0; block < past.size() && past.age(block) <= seconds; block++) {
            double all = 0;
            for (int place : estimated) {
                Block.Sums sums = past.sums(block, place);
                all += sums.readings() > 0 ? sums.meanRate() * sums.meanBackends() : 0;
            }
            peak = Math.max(peak, all);
        }
        return peak;
    }

    /** What the past of all of them says under a concurrency, by block. */
    Laws[] under(double concurrency) {
        return past.under(concurrency);
    }

    List<Series> series() {
        List<Series> all = new ArrayList<>(estimated.length);
        for (int place : estimated) {
            all.add(series(place));
        }
        return all;
    }
}
