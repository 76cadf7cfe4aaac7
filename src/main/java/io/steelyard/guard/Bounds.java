package io.steelyard.guard;

import io.steelyard.model.Roster;
import io.steelyard.model.Shares;
import io.steelyard.model.Sum;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** Keeps each route that gets traffic between a least and a largest share. */
final class Bounds {

    private Bounds() {}

    /** Raises the small shares to the floor and takes it from the others in proportion; empty if there is not enough. */
    static Optional<Shares> raise(Shares target, double floor) {
        return floor * open(target) > 1 ? Optional.empty() : Optional.of(bound(target, floor, share -> share < floor));
    }

    /**
     * Cuts the large shares to the ceiling and gives the rest to the others in proportion; empty if these cannot take it.
     * A route that is alone keeps everything.
     */
    static Optional<Shares> lower(Shares target, double ceiling) {
        if (ceiling >= 1 || open(target) == 1) {
            return Optional.of(target);
        }
        return ceiling * open(target) < 1
                ? Optional.empty()
                : Optional.of(bound(target, ceiling, share -> share > ceiling * (1 + 1e-12)));
    }

    /** How many routes get traffic. */
    static int open(Shares target) {
        int open = 0;
        for (int place = 0; place < target.roster().size(); place++) {
            open += target.at(target.roster(), place) > 0 ? 1 : 0;
        }
        return open;
    }

    /**
     * Whoever is beyond the limit gets the limit, and the others what is left, in proportion; until that brings no more of
     * them beyond it.
     */
    private static Shares bound(Shares target, double limit, DoublePredicate beyond) {
        Roster roster = target.roster();
        double[] others = new double[roster.size()];
        for (int place = 0; place < others.length; place++) {
            others[place] = target.at(roster, place);
        }
        double[] limited = new double[others.length];
        int before = -1;
        for (int count = 0; count > before; ) {
            before = count;
            double left = 1 - limit * count;
            double sum = Sum.of(others);
            for (int place = 0; place < others.length; place++) {
                if (others[place] > 0) {
                    others[place] = others[place] / sum * left;
                    if (beyond.test(others[place])) {
                        others[place] = 0;
                        limited[place] = limit;
                        count++;
                    }
                }
            }
        }
        for (int place = 0; place < others.length; place++) {
            others[place] += limited[place];
        }
        return Shares.inProportion(roster, others);
    }
}
