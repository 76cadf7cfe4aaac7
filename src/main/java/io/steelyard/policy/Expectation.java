package io.steelyard.policy;

import io.steelyard.model.History;
import io.steelyard.model.InOrder;
import io.steelyard.model.Shares;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What other shares would do to an endpoint, if as much traffic arrives as now, and where that is known from.
 *
 * <pre>
 * utilisation u = arriving / capacity                   arriving = completed + growth of what is in flight
 * imbalance     = max u / mean u
 * response now  = in flight / completed                 (Little)
 * response then = Σ share · T(u),  T of an M/M/k queue whose wait is scaled as much as the present queues differ from it
 * </pre>
 *
 * What it cannot know it leaves empty, and {@code caveat} says why.
 *
 * @param utilisation of each route now; empty if the capacities are in no unit
 * @param imbalance now
 * @param expectedImbalance with the other shares
 * @param response mean response time in seconds now
 * @param expectedResponse with the other shares
 * @param irregularity what the wait of an M/M/k queue is scaled by
 * @param caveat what must be known of these figures, one line for people
 */
public record Expectation(
        Map<String, Double> utilisation,
        OptionalDouble imbalance,
        OptionalDouble expectedImbalance,
        OptionalDouble response,
        OptionalDouble expectedResponse,
        double irregularity,
        Optional<String> caveat) {

    /** The traffic follows the weights if no more of it than this goes elsewhere. */
    private static final double ASTRAY = 0.05;

    /** A queue above this utilisation has no mean that a minute could show. */
    private static final double FULL = 0.97;

    /** Fewer waiting requests than this say nothing of how irregular the arrivals are. */
    private static final double FEW = 0.05;

    private static final double MOST_IRREGULAR = 4;

    public Expectation {
        utilisation = InOrder.copyOf(utilisation);
    }

    /**
     * Foretells what another split would do.
     *
     * @param history of the endpoint: what arrives, waits and is answered now
     * @param appraisal the capacities of its routes
     * @param then the split that the weights would give
     * @return what is known of it
     */
    public static Expectation of(History history, Appraisal appraisal, Shares then) {
        return new Work(history, appraisal, then).expectation();
    }

    private static final class Work {
        private final Appraisal appraisal;
        private final Optional<Shares> now;
        private final Shares then;
        private final Flows flows;
        private final double arriving;

        Work(History history, Appraisal appraisal, Shares then) {
            this.appraisal = appraisal;
            this.now = history.shares();
            this.then = then;
            this.flows = Flows.of(history, appraisal.absolute());
            this.arriving = flows.arriving();
        }

        Expectation expectation() {
            Optional<String> unknown = unknown();
            double irregularity = irregularity();
            OptionalDouble response = appraisal.absolute() && flows.completed() > 0
                    ? OptionalDouble.of(flows.load() / flows.completed())
                    : OptionalDouble.empty();
            if (unknown.isPresent()) {
                return new Expectation(
                        utilisation(),
                        imbalance(),
                        OptionalDouble.empty(),
                        response,
                        OptionalDouble.empty(),
                        irregularity,
                        unknown);
            }
            OptionalDouble expected = response(irregularity);
            return new Expectation(
                    utilisation(),
                    imbalance(),
                    OptionalDouble.of(imbalance(then)),
                    response,
                    expected,
                    irregularity,
                    caveat(expected));
        }

        /** Why nothing can be expected. */
        private Optional<String> unknown() {
            for (String id : then.byRoute().keySet()) {
                if (then.of(id) > 0
                        && !(appraisal.routes().containsKey(id)
                                && flows.routes().containsKey(id))) {
                    return Optional.of("nothing is known of the capacity of route " + id);
                }
            }
            if (arriving <= 0 || now.isEmpty()) {
                return Optional.of("no traffic was seen");
            }
            return astray();
        }

        private Optional<String> astray() {
            Shares weights = now.orElseThrow();
            double elsewhere = 0;
            String worst = "";
            double most = 0;
            for (Map.Entry<String, Flows.Flow> flow : flows.routes().entrySet()) {
                double off = flow.getValue().arriving() / arriving - weights.of(flow.getKey());
                elsewhere += Math.abs(off) / 2;
                if (Math.abs(off) > most) {
                    most = Math.abs(off);
                    worst = flow.getKey();
                }
            }
            if (elsewhere <= ASTRAY) {
                return Optional.empty();
            }
            Flows.Flow flow = Objects.requireNonNull(flows.routes().get(worst));
            return Optional.of(String.format(
                    Locale.ROOT,
                    "the traffic does not follow the weights (route %s has %.1f %% of the weight and gets %.1f %% of"
                            + " the requests), as under leastconn, sticky sessions or hashing; what it would do under"
                            + " other weights is not known",
                    worst,
                    100 * weights.of(worst),
                    100 * flow.arriving() / arriving));
        }

        private Optional<String> caveat(OptionalDouble expected) {
            if (!appraisal.absolute()) {
                return Optional.of(
                        "the load is in no unit that tells a response time; with --concurrency N it is taken for"
                                + " requests in flight at backends that work on N at a time");
            }
            if (expected.isEmpty()) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%.0f requests/s arrive, and with a capacity of %.0f/s the queues would go on growing",
                        arriving,
                        appraisal.capacity()));
            }
            return appraisal.concurrencyKnown()
                    ? Optional.empty()
                    : Optional.of(String.format(
                            Locale.ROOT,
                            "a backend is taken to work on %s at a time, which was not told and need not be so: %s to"
                                    + " %s are possible; --concurrency N tells it",
                            number(appraisal.best()),
                            number(appraisal.least()),
                            number(appraisal.most())));
        }

        private static String number(double k) {
            return Double.isInfinite(k)
                    ? "any number"
                    : String.format(Locale.ROOT, "%.3g", k).replaceFirst("\\.0+$", "");
        }

        private Map<String, Double> utilisation() {
            Map<String, Double> all = new TreeMap<>();
            if (appraisal.absolute()) {
                appraisal.routes().forEach((id, route) -> {
                    Flows.Flow flow = flows.routes().get(id);
                    if (flow != null && route.capacity() > 0) {
                        all.put(id, flow.arriving() / route.capacity());
                    }
                });
            }
            return all;
        }

        private OptionalDouble imbalance() {
            double most = 0;
            double capacity = 0;
            for (Map.Entry<String, Appraisal.OfRoute> route : appraisal.routes().entrySet()) {
                Flows.Flow flow = flows.routes().get(route.getKey());
                if (flow != null) {
                    most = Math.max(most, flow.arriving() / route.getValue().capacity());
                    capacity += route.getValue().capacity();
                }
            }
            return arriving > 0 && capacity > 0
                    ? OptionalDouble.of(most * capacity / arriving)
                    : OptionalDouble.empty();
        }

        private double imbalance(Shares shares) {
            double most = 0;
            for (Map.Entry<String, Appraisal.OfRoute> route : appraisal.routes().entrySet()) {
                most = Math.max(
                        most, shares.of(route.getKey()) / route.getValue().capacity());
            }
            return most * appraisal.capacity();
        }

        /** How much the queues that are there differ from those of random arrivals and work; full ones tell nothing. */
        private double irregularity() {
            double seen = 0;
            double random = 0;
            for (Map.Entry<String, Double> route : utilisation().entrySet()) {
                double part = route.getValue();
                Appraisal.OfRoute of = Objects.requireNonNull(appraisal.routes().get(route.getKey()));
                Flows.Flow flow = Objects.requireNonNull(flows.routes().get(route.getKey()));
                if (part < FULL && part > 0) {
                    seen += Math.max(0, flow.load() - of.backends() * appraisal.best() * part);
                    random += of.backends() * queue(of).waiting(part);
                }
            }
            return random < FEW ? 1 : Math.min(MOST_IRREGULAR, seen / random);
        }

        /** Empty if a queue would grow for ever, or the capacities are in no unit. */
        private OptionalDouble response(double irregularity) {
            if (!appraisal.absolute()) {
                return OptionalDouble.empty();
            }
            double mean = 0;
            for (Map.Entry<String, Double> share : then.byRoute().entrySet()) {
                if (share.getValue() > 0) {
                    Appraisal.OfRoute of =
                            Objects.requireNonNull(appraisal.routes().get(share.getKey()));
                    double part = share.getValue() * arriving / of.capacity();
                    if (part >= FULL) {
                        return OptionalDouble.empty();
                    }
                    mean += share.getValue() * queue(of).seconds(part, irregularity);
                }
            }
            return OptionalDouble.of(mean);
        }

        /** Of one backend of the route. */
        private Queue queue(Appraisal.OfRoute route) {
            return new Queue(appraisal.best(), route.capacity() / route.backends());
        }
    }
}
