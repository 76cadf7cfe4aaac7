package io.steelyard.web;

import io.steelyard.config.Refusal;
import io.steelyard.metrics.AgentSettings;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The journal at one time.
 *
 * @param now when this was asked for
 * @param control what operators have said
 * @param newest the newest poll, good or not
 * @param good the newest good one
 * @param entries the last decisions, the newest first
 * @param latest endpoint to its newest decision
 * @param wanted endpoint to the decision whose weights the agent wants, where they are not simply those observed
 * @param unwritten endpoint to the tries to write that did not succeed, the newest ones in a row
 * @param suspended endpoint to the operator's edit for which it is left alone
 * @param writes endpoint to when its last write ended
 * @param tries endpoint to when its last try to write ended, whatever came of it; the cooldown counts from there
 * @param revision of the journal; grows with every event
 * @param ordered the revision at which what operators have said, or what is suspended, changed last
 * @param unkept why a restart would end what operators have said
 * @param unaudited why the audit log cannot be written, so that nothing is written to the balancer either
 * @param refused files that were read again and not taken, the longest refused first
 */
public record View(
        AgentSettings settings,
        Moment now,
        Control control,
        Optional<Observation> newest,
        Optional<Observation.Seen> good,
        List<Entry> entries,
        Map<String, Entry> latest,
        Map<String, Entry> wanted,
        Map<String, Unwritten> unwritten,
        Map<String, Suspended> suspended,
        Map<String, Moment> writes,
        Map<String, Moment> tries,
        long revision,
        long ordered,
        Optional<String> unkept,
        Optional<String> unaudited,
        List<Refusal> refused) {

    public View {
        entries = List.copyOf(entries);
        latest = Map.copyOf(latest);
        wanted = Map.copyOf(wanted);
        unwritten = Map.copyOf(unwritten);
        suspended = Map.copyOf(suspended);
        writes = Map.copyOf(writes);
        tries = Map.copyOf(tries);
        refused = List.copyOf(refused);
    }

    /** How things stand with the balancer. */
    public enum State {
        /** No good poll yet. */
        STARTING,
        /** The newest poll is good and recent. */
        OK,
        /** The newest poll failed, but the snapshot is recent. */
        MISSED,
        /** The newest snapshot is too old to say anything about now. */
        STALE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    View at(Moment time) {
        return new View(
                settings, time, control, newest, good, entries, latest, wanted, unwritten, suspended, writes, tries,
                revision, ordered, unkept, unaudited, refused);
    }

    /** The newest change that was begun to be written, to whatever endpoint; empty if none is known. */
    Optional<Entry> lastWrite() {
        return entries.stream().filter(View::touched).findFirst();
    }

    /** When the last write to an endpoint ended. */
    Optional<Moment> lastWrite(String pattern) {
        return Optional.ofNullable(writes.get(pattern));
    }

    /** Endpoint to the newest decision that changed its weights, as far as they are kept. */
    private Map<String, Entry> changes() {
        Map<String, Entry> changes = new HashMap<>();
        entries.stream()
                .filter(View::touched)
                .forEach(entry -> changes.putIfAbsent(entry.decision().pattern(), entry));
        return changes;
    }

    Optional<Moment> lastTry(String pattern) {
        return Optional.ofNullable(tries.get(pattern));
    }

    private static boolean touched(Entry entry) {
        return entry.decision() instanceof Decision.Reweigh
                && entry.outcome().filter(View::isUnsent).isEmpty();
    }

    private static boolean isUnsent(Outcome outcome) {
        return outcome instanceof Outcome.Rehearsed || outcome instanceof Outcome.Refused;
    }

    public State state() {
        if (good.isEmpty()) {
            return State.STARTING;
        }
        if (age().orElseThrow().compareTo(settings.staleAfter()) > 0) {
            return State.STALE;
        }
        return newest.orElseThrow() instanceof Observation.Seen ? State.OK : State.MISSED;
    }

    /** How old the newest snapshot is. */
    public Optional<Duration> age() {
        return good.map(seen -> now.since(seen.endedAt()));
    }

    /** The endpoints of the newest snapshot, as shown; computed anew at each call. */
    public List<EndpointView> endpoints() {
        Map<String, Entry> changes = changes();
        return good.map(seen -> seen.snapshot().endpoints().stream()
                        .map(endpoint -> endpoint(seen, endpoint, Optional.ofNullable(changes.get(endpoint.pattern()))))
                        .toList())
                .orElse(List.of());
    }

    private EndpointView endpoint(Observation.Seen seen, Endpoint endpoint, Optional<Entry> changed) {
        return EndpointView.of(
                seen.tally(),
                endpoint,
                settings.owner().apply(endpoint.pattern()),
                control.mode() != Mode.OBSERVE,
                Optional.ofNullable(wanted.get(endpoint.pattern())),
                Optional.ofNullable(latest.get(endpoint.pattern())),
                changed,
                Optional.ofNullable(unwritten.get(endpoint.pattern())),
                suspended.containsKey(endpoint.pattern()));
    }
}
