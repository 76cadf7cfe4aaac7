package io.steelyard.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose weights an endpoint has: ours, or somebody else's. Immutable.
 *
 * <p>The first weights seen are taken as they are. From then on a reading must show the weights that we saw or wrote
 * last, or it is an {@link #edit}. A reading that is suspect, or that began
 * before a write of ours ended, proves nothing and is not judged.
 * While the effect of a write is unclear each route may have its old or its new weight, and a route with several
 * servers anything between; the same for some time after a write whose answer was lost, because it may still land. When
 * the balancer restarted, its weights are the new beginning. An edit back to the expected weights between two readings
 * cannot be seen, nor one on a route whose servers change at the same time, where weights are sums over servers.
 *
 * @param expected the weights that we saw or wrote last
 * @param members how many configured members each route had then
 * @param write our last decision to write that is under way, unclear, or may still land
 * @param state of that write
 * @param writtenAt when our last try to write ended
 * @param changedAt when the weights last changed, whoever did it
 * @param edit the change by somebody else that no write of ours has answered
 * @param moves our writes that came into force within the last minutes, the oldest first
 * @param evacuated routes that we took out of traffic, and that may come back
 */
record Ownership(
        SortedMap<String, Integer> expected,
        Map<String, Integer> members,
        Optional<Decision.Reweigh> write,
        State state,
        Optional<Moment> writtenAt,
        Optional<Moment> changedAt,
        Optional<Edit> edit,
        List<Move> moves,
        Set<String> evacuated) {

    /** Moves older than this are forgotten, but for the last. */
    private static final Duration MOVES_KEPT = Duration.ofMinutes(10);

    /** After this a write whose answer was lost will not land any more. */
    private static final Duration LATE = Duration.ofSeconds(30);

    static final Ownership NONE = new Ownership(
            Collections.emptySortedMap(),
            Map.of(),
            Optional.empty(),
            State.CLEAR,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Set.of());

    /** How things stand with our last write. */
    enum State {
        /** It is known what became of it. */
        CLEAR,
        /** It has begun and not ended. */
        UNDER_WAY,
        /** It has ended, and the next reading tells what became of it. */
        UNCLEAR,
        /** It was not in force when last looked at, but its answer was lost. */
        MAY_LAND
    }

    /** True while nothing may be decided, because it is not known what the weights are. */
    boolean pending() {
        return state == State.UNDER_WAY || state == State.UNCLEAR;
    }

    /** Backends came or went in numbers, so that what follows is another traffic. */
    Ownership unsettled(Moment at) {
        return new Draft(this).changedAt(at).done();
    }

    /** Without the moves of long ago. */
    Ownership forgetting(Moment now) {
        return new Draft(this).forget(now).done();
    }

    /** With what came of those moves of which the newest reading tells it. */
    Ownership judged(List<Reading> readings, Horizon horizon) {
        Draft next = new Draft(this);
        boolean news = false;
        for (int i = 0; i < moves.size(); i++) {
            OptionalDouble part = moves.get(i).followed().isPresent()
                    ? OptionalDouble.empty()
                    : Following.of(readings, horizon, moves, i);
            if (part.isPresent()) {
                next.moves = news ? next.moves : new ArrayList<>(moves);
                next.moves.set(i, moves.get(i).following(part));
                news = true;
            }
        }
        return news ? next.done() : this;
    }

    /** A reading of the same process as before. */
    Ownership seen(Reading reading, boolean sums) {
        boolean early = writtenAt.isPresent() && reading.startedAt().isBefore(writtenAt.get());
        if (reading.suspect().isPresent() || reading.weights().isEmpty() || early || state == State.UNDER_WAY) {
            return this;
        }
        SortedMap<String, Integer> found = reading.weights().get();
        boolean known = agrees(reading, found, sums);
        Ownership next = this;
        if (state == State.UNCLEAR) {
            next = couldBeOurs(found) ? landed(found, reading.startedAt()) : edited(found, reading.startedAt());
        } else if (!known && state == State.MAY_LAND && couldBeOurs(found)) {
            next = landed(found, reading.startedAt());
        } else if (!known) {
            next = edited(found, reading.startedAt());
        } else if (!found.equals(expected) && !expected.isEmpty()) {
            next = new Draft(this).changedAt(reading.startedAt()).done();
        }
        return new Draft(next)
                .expecting(reading, found)
                .forget(reading.startedAt())
                .done();
    }

    /** The balancer restarted: what is there now is the new beginning. An edit stays an edit. */
    Ownership restarted(Reading reading) {
        Draft next = new Draft(NONE);
        next.edit = edit;
        next.moves = moves;
        next.writtenAt = writtenAt;
        reading.weights().ifPresent(found -> next.expecting(reading, found));
        return next.changedAt(reading.startedAt()).done();
    }

    /** An operator gave the endpoint back. */
    Ownership rearmed() {
        Draft next = new Draft(this);
        next.edit = Optional.empty();
        return next.done();
    }

    Ownership began(Decision.Reweigh decision) {
        return new Draft(this).write(decision, State.UNDER_WAY).done();
    }

    Ownership ended(Outcome outcome) {
        Decision.Reweigh decision = outcome.decision();
        if (outcome instanceof Outcome.Rehearsed) {
            return new Draft(this).write(decision, State.CLEAR).done();
        }
        Ownership tried = new Draft(this)
                .write(decision, State.CLEAR)
                .writtenAt(outcome.endedAt())
                .done();
        if (outcome instanceof Outcome.Applied) {
            Draft next = new Draft(tried.landed(decision.weights().byRoute(), outcome.endedAt()));
            next.edit = Optional.empty();
            return next.done();
        }
        return outcome instanceof Outcome.Failed failed ? tried.failed(failed) : tried;
    }

    private Ownership failed(Outcome.Failed failed) {
        Draft next = new Draft(this).changedAt(failed.endedAt());
        if (failed.found().isEmpty()) {
            return next.write(failed.decision(), State.UNCLEAR).done();
        }
        SortedMap<String, Integer> found = new TreeMap<>(failed.found());
        if (!couldBeOurs(found)) {
            return edited(found, failed.endedAt());
        }
        boolean lost = failed.failure() != Outcome.Failure.READ_BACK;
        Ownership landed = landed(found, failed.endedAt());
        return lost ? new Draft(landed).write(failed.decision(), State.MAY_LAND).done() : landed;
    }

    /** True if our last write, whole, half or not at all, explains these weights. */
    private boolean couldBeOurs(Map<String, Integer> found) {
        Decision.Reweigh last = write.orElseThrow();
        return found.entrySet().stream().allMatch(route -> {
            Integer before = last.base().get(route.getKey());
            Integer after = last.weights().byRoute().get(route.getKey());
            if (before == null || after == null) {
                return true; // a route that did not exist then
            }
            int weight = route.getValue();
            boolean several = members.getOrDefault(route.getKey(), 1) > 1;
            return several
                    ? Math.min(before, after) <= weight && weight <= Math.max(before, after)
                    : weight == before || weight == after;
        });
    }

    /** Our write is in force as far as {@code found} shows it. */
    private Ownership landed(SortedMap<String, Integer> found, Moment at) {
        Decision.Reweigh last = write.orElseThrow();
        Draft next = new Draft(this).write(last, State.CLEAR).changedAt(at);
        next.expected = found;
        if (!found.equals(last.base()) && found.values().stream().anyMatch(weight -> weight > 0)) {
            next.moves = new ArrayList<>(moves);
            next.moves.add(Move.of(last, last.base(), found, at));
        }
        next.evacuated = new TreeSet<>(evacuated);
        found.forEach((route, weight) -> {
            if (weight > 0) {
                next.evacuated.remove(route);
            } else if (last.base().getOrDefault(route, 0) > 0) {
                next.evacuated.add(route);
            }
        });
        return next.done();
    }

    private Ownership edited(SortedMap<String, Integer> found, Moment at) {
        Draft next = new Draft(this).changedAt(at);
        next.state = State.CLEAR;
        next.edit = Optional.of(new Edit(at, expected, found));
        next.expected = found;
        next.evacuated = Set.of();
        return next.done();
    }

    private boolean agrees(Reading reading, Map<String, Integer> found, boolean sums) {
        return expected.entrySet().stream().allMatch(route -> {
            Integer weight = found.get(route.getKey());
            Reading.OfRoute now = reading.routes().get(route.getKey());
            boolean otherMembers =
                    sums && now != null && now.configured() != members.getOrDefault(route.getKey(), now.configured());
            return weight == null || otherMembers || weight.equals(route.getValue());
        });
    }

    /** An ownership under change. */
    private static final class Draft {
        private SortedMap<String, Integer> expected;
        private Map<String, Integer> members;
        private Optional<Decision.Reweigh> write;
        private State state;
        private Optional<Moment> writtenAt;
        private Optional<Moment> changedAt;
        private Optional<Edit> edit;
        private List<Move> moves;
        private Set<String> evacuated;

        Draft(Ownership from) {
            expected = from.expected;
            members = from.members;
            write = from.write;
            state = from.state;
            writtenAt = from.writtenAt;
            changedAt = from.changedAt;
            edit = from.edit;
            moves = from.moves;
            evacuated = from.evacuated;
        }

        Draft write(Decision.Reweigh decision, State now) {
            write = Optional.of(decision);
            state = now;
            return this;
        }

        Draft writtenAt(Moment at) {
            writtenAt = Optional.of(at);
            return this;
        }

        Draft changedAt(Moment at) {
            changedAt = Optional.of(at);
            return this;
        }

        Draft expecting(Reading reading, SortedMap<String, Integer> found) {
            expected = found;
            members = new TreeMap<>();
            reading.routes().forEach((id, route) -> members.put(id, route.configured()));
            return this;
        }

        Draft forget(Moment now) {
            if (state == State.MAY_LAND && now.since(writtenAt.orElse(now)).compareTo(LATE) > 0) {
                state = State.CLEAR;
            }
            if (moves.size() > 1 && now.since(moves.get(0).at()).compareTo(MOVES_KEPT) > 0) {
                Move last = moves.get(moves.size() - 1); // kept for whoever wants to take it back
                moves = moves.stream()
                        .filter(move ->
                                move.equals(last) || now.since(move.at()).compareTo(MOVES_KEPT) <= 0)
                        .toList();
            }
            return this;
        }

        Ownership done() {
            return new Ownership(
                    expected,
                    members,
                    write,
                    state,
                    writtenAt,
                    changedAt,
                    edit,
                    Collections.unmodifiableList(moves),
                    Collections.unmodifiableSet(evacuated));
        }
    }
}
