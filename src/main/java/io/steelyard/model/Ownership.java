package io.steelyard.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose weights an endpoint has: ours, or somebody else's. Immutable.
 *
 * <p>The first weights seen are taken as they are. From then on a reading must show the weights that we saw or wrote
 * last, or it is an {@link #edit}. A reading that is suspect, or that began before a write of ours ended, proves nothing
 * and is not judged; nor does what was read back after a failure, if our write does not explain it: the next reading does.
 * While the effect of a write is unclear each route may have its old or its new weight, and one whose weight is the sum
 * of several servers' anything between; the same for some time after a write whose answer was lost, because it may still
 * land. Where weights are sums over servers, each server must have what it had, or what our write gave it. What was only
 * proposed is ours if all of it is found, up to the first reading after the agent began to act. When the balancer restarted,
 * its weights are the new beginning. An edit back to the expected weights between two readings cannot be seen.
 *
 * @param expected the weights that we saw or wrote last
 * @param members what the members of the routes should weigh
 * @param write our last decision to write that was proposed, is under way, unclear, or may still land
 * @param state of that write
 * @param writtenAt when our last try to write ended
 * @param changedAt when the weights last changed, whoever did it
 * @param edit the change by somebody else that no write of ours has answered
 * @param moves our writes that came into force within the last minutes
 * @param rebasedAt when a restart of the balancer last brought other weights than those expected; of an earlier run when what
 *     it had written was not in force any more
 * @param evacuated routes that we took out of traffic, and that may come back
 * @param lastWrite the id of our newest write that has ended, also if the balancer was restarted since
 * @param leftAt the time of day from which the weights expected are, if an earlier run left them and no reading was judged
 *     by them yet
 */
record Ownership(
        SortedMap<String, Integer> expected,
        Members members,
        Optional<Decision.Reweigh> write,
        State state,
        Optional<Moment> writtenAt,
        Optional<Moment> changedAt,
        Optional<Edit> edit,
        Moves moves,
        Optional<Moment> rebasedAt,
        Set<String> evacuated,
        Optional<String> lastWrite,
        Optional<Instant> leftAt) {

    /** After this a write whose answer was lost will not land any more. */
    private static final Duration LATE = Duration.ofSeconds(30);

    static final Ownership NONE = new Ownership(
            Collections.emptySortedMap(),
            Members.NONE,
            Optional.empty(),
            State.CLEAR,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Moves.NONE,
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            Optional.empty());

    /** How things stand with our last write. */
    enum State {
        /** It is known what became of it. */
        CLEAR,
        /** It was only proposed, and somebody may follow it. */
        PROPOSED,
        /** It has begun and not ended. */
        UNDER_WAY,
        /** The same, and the balancer restarted meanwhile. */
        OVERTAKEN,
        /** It has ended, and the next reading tells what became of it. */
        UNCLEAR,
        /** The same, and its answer was lost. */
        LOST,
        /** Its answer was lost, and it was not whole in force when last looked at. */
        MAY_LAND
    }

    /** Of an endpoint that was never seen, but of which an earlier run may have left an edit unanswered. */
    static Ownership of(Optional<Edit> edit) {
        Draft first = new Draft(NONE);
        first.edit = edit;
        return first.done();
    }

    /** As an earlier run left it: a reading must show the same, or what a write explains of which it is not known what became. */
    static Ownership of(Optional<Edit> edit, Remains left) {
        Draft first = new Draft(of(edit));
        left.baseline().ifPresent(first::expecting);
        first.moves = new Moves(left.moves());
        first.changedAt = first.moves.lastAt();
        first.writtenAt = left.triedAt();
        first.rebasedAt = left.undoneAt();
        left.unsure().ifPresent(write -> {
            first.write(write.decision(), State.LOST);
            first.members = first.members.written(write.decision(), write.given());
        });
        return first.done();
    }

    /** True if a later run can judge by the weights expected: it is known whose they are, and of which balancer. */
    boolean settled() {
        return (state == State.CLEAR || proposed()) && !expected.isEmpty();
    }

    /** What those who are free to follow it or not may set. */
    Optional<Decision.Reweigh> proposal() {
        return proposed() ? write : Optional.empty();
    }

    /** True if those who are free to follow a proposal or not may have set the weights. */
    boolean proposed() {
        return state == State.PROPOSED;
    }

    /** True if a later run would judge by it as by the other one. */
    @SuppressWarnings("ReferenceEquality") // a short way: most events leave it alone
    boolean sameGround(Ownership other, boolean sums) {
        return this == other
                || (expected.equals(other.expected)
                        && lastWrite.equals(other.lastWrite)
                        && proposal()
                                .map(Decision.Reweigh::weights)
                                .equals(other.proposal().map(Decision.Reweigh::weights))
                        && (!sums || members.sameAs(other.members)));
    }

    /** True while nothing may be decided, because it is not known what the weights are. */
    boolean pending() {
        return underWay() || state == State.UNCLEAR || state == State.LOST;
    }

    private boolean underWay() {
        return state == State.UNDER_WAY || state == State.OVERTAKEN;
    }

    /** The agent acts: nobody is to follow its proposals any more. */
    Ownership acting() {
        return proposed() ? new Draft(this).state(State.CLEAR).done() : this;
    }

    /** Backends came or went in numbers, so that what follows is another traffic. */
    Ownership unsettled(Moment at) {
        return new Draft(this).changedAt(at).done();
    }

    /** What can be taken back, the newest first: not what a restart of the balancer undid. */
    List<Move> standing() {
        return moves.standing(rebasedAt);
    }

    /** Without the moves of long ago. */
    Ownership forgetting(Moment now) {
        return new Draft(this).forget(now).done();
    }

    /** With what came of those moves of which the newest reading tells it. */
    Ownership judged(List<Reading> readings, Horizon horizon) {
        return moves.judged(readings, horizon)
                .map(known -> new Draft(this).moves(known).done())
                .orElse(this);
    }

    /** A reading of the same process as before. */
    Ownership seen(Reading reading, boolean sums) {
        boolean early = writtenAt.isPresent() && reading.startedAt().isBefore(writtenAt.get());
        if (reading.suspect().isPresent() || reading.weights().isEmpty() || early || underWay()) {
            return this;
        }
        SortedMap<String, Integer> found = reading.weights().get();
        Draft judged = new Draft(judge(reading, found, sums))
                .forget(reading.startedAt())
                .expecting(reading, found);
        judged.leftAt = Optional.empty();
        return judged.done();
    }

    private Ownership judge(Reading reading, SortedMap<String, Integer> found, boolean sums) {
        Moment at = reading.startedAt();
        SortedMap<String, Integer> changed = new TreeMap<>();
        found.forEach((route, weight) -> {
            if (differs(route, weight, reading, sums)) {
                changed.put(route, weight);
            }
        });
        if (changed.isEmpty()) {
            boolean news = pending() || (!found.equals(expected) && !expected.isEmpty());
            return news ? new Draft(this).state(stateOn(found)).changedAt(at).done() : this;
        }
        return switch (state) {
            case CLEAR, UNDER_WAY, OVERTAKEN -> edited(reading, found, changed);
            case PROPOSED -> whole(found) ? landed(found, at).rearmed() : edited(reading, found, changed);
            case UNCLEAR, LOST, MAY_LAND ->
                couldBeOurs(changed, sums)
                                && changed.keySet().stream().noneMatch(route -> members.judge(route, reading))
                        ? landed(found, at)
                        : edited(reading, found, changed);
        };
    }

    private boolean differs(String route, int weight, Reading reading, boolean sums) {
        Integer should = expected.get(route);
        if (should == null) {
            return false;
        }
        return members.judge(route, reading)
                ? members.edited(route, reading)
                : !should.equals(weight) && !(sums && members.others(route, reading));
    }

    /**
     * The balancer restarted, or may have: what is there now is the new beginning. An edit stays an edit, and a write that is
     * under way may still reach it. One of which it was open what became may have moved traffic before, and counts as moved.
     */
    Ownership restarted(Reading reading) {
        Draft next = new Draft(NONE);
        if (underWay()) {
            next.write(write.orElseThrow(), State.OVERTAKEN);
        }
        next.edit = edit;
        next.moves = moves;
        next.writtenAt = writtenAt;
        next.lastWrite = lastWrite;
        boolean open = pending() && !underWay();
        if (open) {
            Decision.Reweigh lost = write.orElseThrow();
            next.moved(Move.of(lost, lost.base(), lost.weights().byRoute(), reading.startedAt()));
        }
        boolean same = !open && reading.weights().equals(Optional.of(expected));
        next.rebasedAt = same ? rebasedAt : Optional.of(reading.startedAt());
        reading.weights()
                .filter(found -> reading.suspect().isEmpty())
                .ifPresent(found -> next.expecting(reading, found));
        return next.changedAt(reading.startedAt()).done();
    }

    /**
     * As it was at an earlier time, as far as that is still known.
     *
     * @param changed when the weights had last changed then
     */
    Ownership until(Moment time, Optional<Moment> changed) {
        Draft then = new Draft(this);
        then.state = State.CLEAR;
        then.moves = moves.until(time);
        then.writtenAt = then.moves.lastAt();
        then.changedAt = changed;
        then.edit = edit.filter(change -> !time.isBefore(change.at()));
        return then.done();
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

    Ownership ended(Outcome outcome, boolean sums) {
        Decision.Reweigh decision = outcome.decision();
        if (outcome instanceof Outcome.Rehearsed) {
            return new Draft(this).write(decision, State.PROPOSED).done();
        }
        boolean overtaken = state == State.OVERTAKEN;
        Draft tried = new Draft(this).write(decision, State.CLEAR).writtenAt(outcome.endedAt());
        if (!(outcome instanceof Outcome.Refused refused) || refused.refusal() != Outcome.Refusal.UNAUDITED) {
            tried.lastWrite = Optional.of(decision.id()); // of the others the audit log has a line
        }
        if (outcome instanceof Outcome.Applied applied) {
            tried.members =
                    overtaken ? members.doubted(decision, route -> true) : members.written(decision, applied.members());
            Ownership written = tried.done().rearmed();
            return overtaken
                    ? written.unclear(State.UNCLEAR, applied.endedAt())
                    : written.landed(decision.weights().byRoute(), applied.endedAt());
        }
        if (outcome instanceof Outcome.Failed failed) {
            tried.members = overtaken || failed.members().isEmpty()
                    ? members.doubted(decision, route -> overtaken || decision.changes(route))
                    : members.written(decision, failed.members());
            return tried.done().failed(failed, sums);
        }
        return tried.done();
    }

    /** Weights that are nobody's, as far as we know, may be of a balancer that restarted: the next reading tells. */
    private Ownership failed(Outcome.Failed failed, boolean sums) {
        State next = failed.failure() == Outcome.Failure.READ_BACK ? State.UNCLEAR : State.LOST;
        Ownership unclear = unclear(next, failed.endedAt());
        return failed.found().isEmpty() || !couldBeOurs(failed.found(), sums)
                ? unclear
                : unclear.landed(new TreeMap<>(failed.found()), failed.endedAt());
    }

    private Ownership unclear(State next, Moment at) {
        return new Draft(this).state(next).changedAt(at).done();
    }

    /** How things stand when these weights of ours were found. */
    private State stateOn(Map<String, Integer> found) {
        return switch (state) {
            case LOST, MAY_LAND -> whole(found) ? State.CLEAR : State.MAY_LAND;
            case PROPOSED -> whole(found) ? State.CLEAR : State.PROPOSED;
            case CLEAR, UNDER_WAY, OVERTAKEN, UNCLEAR -> State.CLEAR;
        };
    }

    /** True if all of our last write is in force. */
    private boolean whole(Map<String, Integer> found) {
        return write.orElseThrow().weights().byRoute().equals(found);
    }

    /** True if our last write, or what of it was not in force yet, explains these weights: whole, half or not at all. */
    private boolean couldBeOurs(Map<String, Integer> found, boolean sums) {
        SortedMap<String, Integer> wanted = write.orElseThrow().weights().byRoute();
        return found.entrySet().stream().allMatch(route -> {
            Integer before = expected.get(route.getKey());
            if (before == null) {
                return true; // a route that did not exist then
            }
            int weight = route.getValue();
            int after = wanted.getOrDefault(route.getKey(), before);
            Reading.OfRoute then = members.routes().get(route.getKey());
            boolean several = sums && then != null && then.configured() > 1;
            return several
                    ? Math.min(before, after) <= weight && weight <= Math.max(before, after)
                    : weight == before || weight == after;
        });
    }

    /** Our write is in force as far as {@code found} shows it. */
    private Ownership landed(SortedMap<String, Integer> found, Moment at) {
        Draft next = new Draft(this).state(stateOn(found)).changedAt(at);
        next.expected = found;
        if (!found.equals(expected) && found.values().stream().anyMatch(weight -> weight > 0)) {
            next.moved(Move.of(write.orElseThrow(), expected, found, at));
        }
        next.evacuated = new TreeSet<>(evacuated);
        found.forEach((route, weight) -> {
            if (weight > 0) {
                next.evacuated.remove(route);
            } else if (expected.getOrDefault(route, 0) > 0) {
                next.evacuated.add(route);
            }
        });
        return next.done();
    }

    private Ownership edited(Reading reading, SortedMap<String, Integer> found, SortedMap<String, Integer> changed) {
        Moment at = reading.startedAt();
        Draft next = new Draft(this).changedAt(at);
        next.state = switch (state) {
            case PROPOSED -> State.PROPOSED;
            case LOST, MAY_LAND -> State.MAY_LAND; // on what is there now
            case CLEAR, UNDER_WAY, OVERTAKEN, UNCLEAR -> State.CLEAR;
        };
        List<Edit.Change> changes = new ArrayList<>();
        changed.forEach((route, weight) -> {
            int before = members.weight(route).orElse(expected.getOrDefault(route, 0));
            changes.add(new Edit.Change(route, before, weight, members.changes(route, before, reading)));
        });
        next.edit = Optional.of(new Edit(at, changes, leftAt));
        next.expected = found;
        next.evacuated = Set.of();
        return next.done();
    }

    /** An ownership under change. */
    private static final class Draft {
        private SortedMap<String, Integer> expected;
        private Members members;
        private Optional<Decision.Reweigh> write;
        private State state;
        private Optional<Moment> writtenAt;
        private Optional<Moment> changedAt;
        private Optional<Edit> edit;
        private Moves moves;
        private Optional<Moment> rebasedAt;
        private Set<String> evacuated;
        private Optional<String> lastWrite;
        private Optional<Instant> leftAt;

        Draft(Ownership from) {
            expected = from.expected;
            members = from.members;
            write = from.write;
            state = from.state;
            writtenAt = from.writtenAt;
            changedAt = from.changedAt;
            edit = from.edit;
            moves = from.moves;
            rebasedAt = from.rebasedAt;
            evacuated = from.evacuated;
            lastWrite = from.lastWrite;
            leftAt = from.leftAt;
        }

        Draft state(State now) {
            state = now;
            return this;
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

        Draft moves(Moves known) {
            moves = known;
            return this;
        }

        Draft moved(Move move) {
            return moves(moves.and(move));
        }

        void expecting(Baseline left) {
            expected = left.weights();
            members = left.members();
            lastWrite = left.lastWrite();
            leftAt = Optional.of(left.since());
            left.proposed().ifPresent(proposal -> write(proposal, State.PROPOSED));
        }

        Draft expecting(Reading reading, SortedMap<String, Integer> found) {
            expected = found;
            members = Members.of(reading);
            if (state == State.MAY_LAND) {
                Decision.Reweigh late = write.orElseThrow();
                members = members.doubted(
                        late,
                        route ->
                                !Objects.equals(found.get(route), late.weights().of(route)));
            }
            return this;
        }

        Draft forget(Moment now) {
            if (state == State.MAY_LAND && now.since(writtenAt.orElse(now)).compareTo(LATE) > 0) {
                state = State.CLEAR;
            }
            moves = moves.forgetting(now);
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
                    moves,
                    rebasedAt,
                    Collections.unmodifiableSet(evacuated),
                    lastWrite,
                    leftAt);
        }
    }
}
