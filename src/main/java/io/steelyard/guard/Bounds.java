package io.steelyard.guard;

import io.steelyard.model.Shares;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps each route that gets traffic between a least and a largest share. */
final class Bounds {

    private Bounds() {}

    /** Raises the small shares to the floor and takes it from the others in proportion; empty if there is not enough. */
    static Optional<Shares> raise(Shares target, double floor) {
        Map<String, Double> open = new TreeMap<>(target.byRoute());
        open.values().removeIf(share -> share <= 0);
        if (floor * open.size() > 1) {
            return Optional.empty();
        }
        Map<String, Double> raised = new TreeMap<>();
        for (int round = 0; round < target.byRoute().size(); round++) {
            double left = 1 - floor * raised.size();
            double sum = open.values().stream().mapToDouble(Double::doubleValue).sum();
            open.replaceAll((route, share) -> share / sum * left);
            if (open.values().stream().allMatch(share -> share >= floor)) {
                break;
            }
            open.forEach((route, share) -> {
                if (share < floor) {
                    raised.put(route, floor);
                }
            });
            open.keySet().removeAll(raised.keySet());
        }
        Map<String, Double> all = new TreeMap<>(target.byRoute());
        all.putAll(open);
        all.putAll(raised);
        return Optional.of(Shares.inProportion(all));
    }

    /**
     * Cuts the large shares to the ceiling and gives the rest to the others in proportion; empty if these cannot take it.
     * A route that is alone keeps everything.
     */
    static Optional<Shares> lower(Shares target, double ceiling) {
        Map<String, Double> open = new TreeMap<>(target.byRoute());
        open.values().removeIf(share -> share <= 0);
        if (ceiling >= 1 || open.size() == 1) {
            return Optional.of(target);
        }
        if (ceiling * open.size() < 1) {
            return Optional.empty();
        }
        Map<String, Double> cut = new TreeMap<>();
        boolean above = true;
        while (above && !open.isEmpty()) {
            double left = 1 - ceiling * cut.size();
            double sum = open.values().stream().mapToDouble(Double::doubleValue).sum();
            open.replaceAll((route, share) -> share / sum * left);
            Map<String, Double> high = new TreeMap<>(open);
            high.values().removeIf(share -> share <= ceiling * (1 + 1e-12));
            above = !high.isEmpty();
            high.keySet().forEach(route -> cut.put(route, ceiling));
            open.keySet().removeAll(high.keySet());
        }
        Map<String, Double> all = new TreeMap<>(target.byRoute());
        all.putAll(open);
        all.putAll(cut);
        return Optional.of(Shares.inProportion(all));
    }
}
