package io.steelyard.policy;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Weights by the time of day. The entry that began last is in force:
 *
 * <pre>
 * s_i = w_i / Σ w_j          with weights, over the routes that have backends
 * s_i ≤ cap_i                with caps: what is above goes to the others in proportion
 * </pre>
 *
 * An entry with neither leaves everything as it is. Times are those of cron in a time zone; see {@link Times} for the
 * days on which clocks are changed. Since only the last beginning counts, an entry that began while the agent was down is
 * in force when it comes back. The clock is that of the history, so a schedule can be replayed. The Guard's steps lead
 * from one entry to the next.
 */
public final class Schedule implements Policy {

    private final ScheduleParameters parameters;

    /**
     * For any balancer; the time is that of the newest reading.
     *
     * @param parameters as configured
     */
    public Schedule(ScheduleParameters parameters) {
        this.parameters = parameters;
    }

    /** An entry and when it began. */
    private record Begun(ScheduleParameters.Entry entry, Instant at) {}

    @Override
    public Proposal propose(History history) {
        Optional<Begun> begun = begun(history.now().wall());
        Optional<Shares> inForce = history.shares();
        if (begun.isEmpty() || inForce.isEmpty()) {
            return new Proposal.Hold(
                    begun.isEmpty() ? Code.BALANCED : Code.NO_CHOICE,
                    begun.isEmpty() ? "no entry of the schedule has begun yet" : "no route has traffic");
        }
        ScheduleParameters.Entry entry = begun.get().entry();
        String since = "the entry \"" + entry.at() + "\" is in force since "
                + text(begun.get().at());
        if (!entry.weights().isEmpty()) {
            return Fixed.propose(history, entry.weights(), Code.SCHEDULE, since);
        }
        Shares capped = capped(history.latest(), inForce.get(), entry.caps());
        double excess = capped.distance(inForce.get());
        List<Figure> figures = List.of(Figure.of("drift", excess, Fixed.ROUNDING));
        return excess <= Fixed.ROUNDING
                ? new Proposal.Hold(new Reason(Code.BALANCED, since), figures)
                : new Proposal.Target(
                        capped,
                        Map.of(),
                        Belief.NONE,
                        Proposal.Manner.EXACT,
                        new Reason(Code.SCHEDULE, since),
                        figures);
    }

    /** Of two that begin at once the later in the list. */
    private Optional<Begun> begun(Instant now) {
        Optional<Begun> last = Optional.empty();
        for (ScheduleParameters.Entry entry : parameters.entries()) {
            Optional<Instant> at = entry.at().last(now, parameters.zone().id());
            if (at.isPresent()
                    && (last.isEmpty() || !at.get().isBefore(last.get().at()))) {
                last = Optional.of(new Begun(entry, at.get()));
            }
        }
        return last;
    }

    private String text(Instant at) {
        ZonedDateTime local =
                at.truncatedTo(ChronoUnit.MINUTES).atZone(parameters.zone().id());
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local);
    }

    /** Cuts what is above its cap, and fills the others, again and again as they reach theirs; all stay if none can take it. */
    private static Shares capped(Reading reading, Shares inForce, Map<String, Double> caps) {
        Map<String, Double> shares = new TreeMap<>(inForce.byRoute());
        for (int round = 0; round < shares.size(); round++) {
            double cut = 0;
            double room = 0;
            for (Map.Entry<String, Double> route : shares.entrySet()) {
                double cap = caps.getOrDefault(route.getKey(), 1.0);
                cut += Math.max(0, route.getValue() - cap);
                room += takes(reading, route.getKey()) && route.getValue() < cap ? route.getValue() : 0;
            }
            if (cut <= 1e-12) {
                return Shares.inProportion(shares);
            }
            if (room <= 0) {
                return inForce;
            }
            double factor = 1 + cut / room;
            shares.replaceAll((route, share) -> {
                double cap = caps.getOrDefault(route, 1.0);
                return share > cap ? cap : share < cap && takes(reading, route) ? share * factor : share;
            });
        }
        return Shares.inProportion(shares);
    }

    private static boolean takes(Reading reading, String route) {
        Reading.OfRoute of = reading.routes().get(route);
        return of != null && of.totals().backends() > 0;
    }

    /** The type {@code schedule}. */
    public static final class Factory implements AllocatorFactory<ScheduleParameters> {

        @Override
        public String type() {
            return "schedule";
        }

        @Override
        public String help() {
            return "Weights or caps by the time of day, as in cron, in a time zone.";
        }

        @Override
        public Class<ScheduleParameters> parameters() {
            return ScheduleParameters.class;
        }

        @Override
        public Policy create(ScheduleParameters parameters, PolicyContext context) {
            return new Schedule(parameters);
        }
    }
}
