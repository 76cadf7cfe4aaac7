package io.steelyard.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is remembered of one endpoint: a bounded window of readings, the writes of the last minutes, and whether the
 * weights are still ours (see {@link #edit}). Immutable; all that a policy and the Guard get to know.
 */
public final class History {

    private final String pattern;
    private final Horizon horizon;
    private final Moment now;
    private final Readings readings;
    private final Blocks blocks;
    private final Ownership ownership;
    private final Advices advices;

    private History(
            String pattern,
            Horizon horizon,
            Moment now,
            Readings readings,
            Blocks blocks,
            Ownership ownership,
            Advices advices) {
        this.pattern = pattern;
        this.horizon = horizon;
        this.now = now;
        this.readings = readings;
        this.blocks = blocks;
        this.ownership = ownership;
        this.advices = advices;
    }

    /**
     * The history of an endpoint that was just seen for the first time.
     *
     * @param edit that an earlier run has left unanswered
     * @param left what it has left of the endpoint; another balancer than it knew, or than it may have known, is one that
     *     was restarted since
     */
    static History first(
            Horizon horizon, Observation.Seen seen, Endpoint endpoint, Optional<Edit> edit, Optional<Remains> left) {
        String incarnation = seen.snapshot().incarnation();
        boolean restarted = left.isPresent()
                && left.flatMap(Remains::baseline)
                        .filter(known -> known.incarnation().equals(incarnation))
                        .isEmpty();
        return new History(
                        endpoint.pattern(),
                        horizon,
                        seen.endedAt(),
                        Readings.NONE,
                        Blocks.NONE,
                        left.map(known -> Ownership.of(edit, known)).orElseGet(() -> Ownership.of(edit)),
                        Advices.NONE)
                .with(seen, Reading.of(seen, endpoint, Optional.empty()), restarted);
    }

    /** The same, with another reach: what is settled is judged by it at once, what is kept from the next reading on. */
    public History within(Horizon other) {
        return new History(pattern, other, now, readings, blocks, ownership, advices);
    }

    /** The endpoint whose history it is. */
    public String pattern() {
        return pattern;
    }

    /** How far it reaches back, and when a reading counts as settled. */
    public Horizon horizon() {
        return horizon;
    }

    /** The time of the newest event, which is the time of the decision. */
    public Moment now() {
        return now;
    }

    /** All readings kept, the oldest first; never empty. */
    public List<Reading> readings() {
        return readings.all();
    }

    /** The newest reading. */
    public Reading latest() {
        return readings.latest();
    }

    /** The most backends that the endpoint had in any of the {@link #readings}. */
    public int mostBackends() {
        return readings.mostBackends();
    }

    /** The weights in force: those of the newest reading, or of our write that it does not show yet. Empty if one is unknown. */
    public Optional<SortedMap<String, Integer>> weights() {
        List<Move> moves = moves();
        Optional<Move> unseen = moves.isEmpty()
                ? Optional.empty()
                : Optional.of(moves.get(moves.size() - 1))
                        .filter(last -> latest().startedAt().isBefore(last.at()));
        return unseen.<Optional<SortedMap<String, Integer>>>map(
                        move -> Optional.of(new TreeMap<>(move.after().byRoute())))
                .orElse(latest().weights());
    }

    /**
     * What the members of the routes must weigh, by route and name, or somebody set them: where a route's weight is the sum
     * of several, and it is known.
     */
    public Map<String, Map<String, Integer>> members() {
        return ownership.members().several();
    }

    /**
     * The split of the traffic by the weights in force, of which the part counts whose backends are live if the balancer
     * skips the others. Empty if a weight is unknown or no route can take traffic.
     */
    public Optional<Shares> shares() {
        return latest().split();
    }

    /**
     * The readings of the present weights that can be trusted: those that began after the last change took effect, of
     * weights or of a large part of a route's backends, without the first few that still mix old and new. Empty while
     * settling.
     */
    public List<Reading> steady() {
        return ownership.changedAt().map(this::settled).orElse(readings());
    }

    /**
     * The settled readings of the last hour added up in blocks, the newest first; no block mixes weights. Unlike
     * {@link #steady} they go back beyond the last change.
     */
    public List<Block> blocks() {
        return blocks.newestFirst();
    }

    /**
     * All readings that can be trusted, in runs of equal weights, the newest first; of each run the first readings are
     * passed over as in {@link #steady}. Empty while settling.
     */
    public List<List<Reading>> runs() {
        List<List<Reading>> runs = new ArrayList<>();
        List<Reading> steady = steady();
        if (!steady.isEmpty()) {
            runs.add(steady);
        }
        int end = steady.isEmpty() ? 0 : firstOfRun(readings().size());
        while (end > 0) {
            int first = firstOfRun(end);
            Moment changed = readings().get(first).startedAt();
            List<Reading> run =
                    first == 0 ? readings().subList(0, end) : settled(changed.plus(horizon.effectLag()), first, end);
            if (!run.isEmpty()) {
                runs.add(run);
            }
            end = first;
        }
        return runs;
    }

    /** Where the run of equal weights begins that ends before {@code end}. */
    private int firstOfRun(int end) {
        int first = end - 1;
        while (first > 0 && readings().get(first - 1).sameWeights(readings().get(end - 1))) {
            first--;
        }
        return first;
    }

    private List<Reading> settled(Moment changed) {
        List<Reading> settled =
                settled(changed.plus(horizon.effectLag()), 0, readings().size());
        // what a write was decided by may have begun at the very moment when the write ended
        boolean early = !settled.isEmpty()
                && settled.get(0).startedAt().equals(changed)
                && !settled.get(0).weights().equals(Optional.of(ownership.expected()));
        return early ? settled.subList(1, settled.size()) : settled;
    }

    /** The readings of a part that began at {@code effective} or later, without the first {@code settle} of them. */
    private List<Reading> settled(Moment effective, int from, int end) {
        int first = from;
        while (first < end && readings().get(first).startedAt().isBefore(effective)) {
            first++;
        }
        return readings().subList(Math.min(end, first + horizon.settle()), end);
    }

    /** Our writes of the last minutes, the oldest first; the last one however old it is. */
    public List<Move> moves() {
        return ownership.moves().all();
    }

    /**
     * What can be taken back of the {@link #moves}, the newest first: neither what takes another back, nor what was taken
     * back whole, nor what a restart of the balancer undid. A write that landed in parts is one.
     */
    public List<Move> standing() {
        return ownership.standing();
    }

    /** When our last write, or try to write, ended. */
    public Optional<Moment> writtenAt() {
        return ownership.writtenAt();
    }

    /** The write that is under way, or whose effect is not known yet. */
    public Optional<Decision.Reweigh> pending() {
        return ownership.pending() ? ownership.write() : Optional.empty();
    }

    /** The change by somebody else that has not been answered by a write of ours since. */
    public Optional<Edit> edit() {
        return ownership.edit();
    }

    /** The routes that we took out of traffic, and may bring back. */
    public Set<String> evacuated() {
        return ownership.evacuated();
    }

    /** The most backends that were wanted of a route within some time until now, 15 minutes at most; 0 if none. */
    public int mostWanted(String route, Duration within) {
        return advices.most(route, now, within);
    }

    /**
     * As it was when each of the readings that are kept was the newest, the oldest first; the last is this one. To judge
     * by what else could have been decided then. What is known by now of earlier writes, that the traffic followed or not, is
     * known in it from the start. Not kept, and so not in it, are writes that failed, edits that were
     * answered since, what was settled further back than the readings go, and when a poll ended.
     */
    public List<History> past() {
        List<Reading> all = readings();
        List<History> past = new ArrayList<>(all.size());
        Optional<Moment> changed = Optional.empty();
        for (int i = 0; i < all.size() - 1; i++) {
            if (i > 0) {
                Optional<Moment> now = changed(all.get(i - 1), all.get(i));
                changed = now.isPresent() ? now : changed;
            }
            Moment time = all.get(i).startedAt();
            past.add(new History(
                    pattern,
                    horizon,
                    time,
                    Readings.of(all.subList(0, i + 1)),
                    blocks.until(time),
                    ownership.until(time, changed),
                    advices));
        }
        past.add(this);
        return past;
    }

    /** When the weights or the backends became what the later one shows; empty if they are what the earlier one shows. */
    private Optional<Moment> changed(Reading earlier, Reading later) {
        if (earlier.sameWeights(later)) {
            return later.otherBackendsThan(earlier) ? Optional.of(later.startedAt()) : Optional.empty();
        }
        return Optional.of(moves().stream()
                .map(Move::at)
                .filter(at ->
                        earlier.startedAt().isBefore(at) && !later.startedAt().isBefore(at))
                .reduce((one, other) -> other)
                .orElse(later.startedAt()));
    }

    /** The same at a later time. */
    History at(Moment time) {
        return new History(pattern, horizon, time, readings, blocks, ownership, advices);
    }

    History with(Observation.Seen seen, Endpoint endpoint) {
        Reading reading = Reading.of(seen, endpoint, Optional.of(latest()));
        return with(seen, reading, !latest().incarnation().equals(reading.incarnation()));
    }

    /** @param restarted true if it is the first of another process of the balancer */
    private History with(Observation.Seen seen, Reading reading, boolean restarted) {
        Ownership next = restarted ? ownership.restarted(reading) : ownership.seen(reading, horizon.weightsAreSums());
        boolean unsettled = !readings.all().isEmpty() && reading.otherBackendsThan(latest());
        Readings kept = (restarted ? Readings.NONE : readings).and(reading, horizon.readings());
        Ownership settled = unsettled ? next.unsettled(reading.startedAt()) : next;
        return new History(
                        pattern,
                        horizon,
                        seen.endedAt(),
                        kept,
                        restarted ? Blocks.NONE : blocks,
                        settled.judged(kept.all(), horizon),
                        advices)
                .counted();
    }

    /** With the latest reading in its block, if it can be trusted. */
    private History counted() {
        boolean trusted = !steady().isEmpty()
                && !ownership.pending()
                && latest().suspect().isEmpty()
                && latest().weights().isPresent();
        Optional<Moment> before = readings().size() < 2
                ? Optional.empty()
                : Optional.of(readings().get(readings().size() - 2).startedAt());
        Blocks counted = trusted ? blocks.with(latest(), before, ownership.changedAt()) : blocks;
        return new History(pattern, horizon, now, readings, counted, ownership, advices);
    }

    /** A write began. */
    History with(Decision.Reweigh decision) {
        return new History(pattern, horizon, now, readings, blocks, ownership.began(decision), advices);
    }

    /** A write ended. */
    History with(Outcome outcome) {
        Moment time = outcome.endedAt().isBefore(now) ? now : outcome.endedAt();
        return new History(
                pattern, horizon, time, readings, blocks, ownership.ended(outcome, horizon.weightsAreSums()), advices);
    }

    /** An advice was given. */
    History with(Advice advice) {
        return new History(pattern, horizon, now, readings, blocks, ownership, advices.with(advice));
    }

    /** What was only proposed counts for nothing any more. */
    History acting() {
        return ownership.proposed()
                ? new History(pattern, horizon, now, readings, blocks, ownership.acting(), advices)
                : this;
    }

    /** What is there counts as ours from now on, whoever set it. */
    History rearmed() {
        return new History(pattern, horizon, now, readings, blocks, ownership.rearmed(), advices);
    }

    /** What the traffic made of our writes, as far as it was not known before. */
    List<Outcome.Followed> learnedSince(History before) {
        Set<Moment> known = before.moves().stream()
                .filter(move -> move.followed().isPresent())
                .map(Move::at)
                .collect(Collectors.toSet());
        return moves().stream()
                .filter(move -> !known.contains(move.at()))
                .flatMap(move -> move.told(now).stream())
                .toList();
    }

    /** What a later run is to judge by, if that is not what it was to judge by before. */
    Optional<Rebased> rebasedSince(Optional<History> before) {
        boolean sums = horizon.weightsAreSums();
        boolean same = before.filter(then -> then.ownership.settled()
                        && then.latest().incarnation().equals(latest().incarnation())
                        && ownership.sameGround(then.ownership, sums))
                .isPresent();
        return same || !ownership.settled()
                ? Optional.empty()
                : Optional.of(new Rebased(now, pattern, Optional.of(Baseline.of(now, latest(), ownership, sums))));
    }

    /** What must not be forgotten of an endpoint that is not there any more: its last state and whose it is. */
    History gone(Moment time) {
        return new History(
                pattern,
                horizon,
                time,
                Readings.of(List.of(latest())),
                Blocks.NONE,
                ownership.forgetting(time),
                Advices.NONE);
    }
}
