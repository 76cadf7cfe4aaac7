package io.steelyard.guard;

import io.steelyard.model.Edit;
import io.steelyard.model.History;
import io.steelyard.model.Move;
import io.steelyard.model.Reading;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.ShellWord;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The rules that may stop a decision before the policy is asked: is this a moment to act on this endpoint at all? */
final class Admission {

    /** Readings that must agree before a sudden loss is believed. */
    private static final int CONFIRM = 3;

    /** The part of the routes or backends that may vanish at once without a question. */
    private static final double SUDDEN_LOSS = 0.3;

    /** Moves below this are too small to count as going to and fro. */
    private static final double FLIP_DISTANCE = 0.05;

    /** How far back going to and fro is counted. */
    private static final Duration FLIPS_WITHIN = Duration.ofMinutes(10);

    private final Limits limits;

    Admission(Limits limits) {
        this.limits = limits;
    }

    /** The first rule that forbids any move, also one for safety. */
    Optional<Reason> forbids(History history) {
        return freshness(history)
                .or(() -> suspect(history))
                .or(() -> operatorEdit(history)) // before what may be no more than its effect: it took a server out
                .or(() -> completeness(history))
                .or(() -> panic(history))
                .or(() -> pending(history));
    }

    /** The first rule that wants any move to wait but one for safety. */
    Optional<Reason> defers(History history) {
        return cooldown(history)
                .or(() -> settle(history))
                .or(() -> flips(history))
                .or(() -> Ineffective.of(history, limits.checks().ineffective()));
    }

    private Optional<Reason> freshness(History history) {
        Duration age = history.now().since(history.latest().startedAt());
        Duration fresh = limits.interval().plus(limits.interval()); // quicker than by a factor
        return when(
                age.compareTo(fresh) > 0,
                Code.FRESHNESS,
                () -> "the newest reading is %s old, more than two poll intervals (%s)"
                        .formatted(Text.seconds(age), Text.seconds(fresh)));
    }

    private static Optional<Reason> suspect(History history) {
        Reading latest = history.latest();
        return latest.suspect()
                .or(() -> latest.weights().isEmpty() ? Optional.of("a weight is unknown") : Optional.empty())
                .map(text -> new Reason(Code.SUSPECT, text));
    }

    private static Optional<Reason> completeness(History history) {
        return loss(history, "routes", reading -> reading.routes().size())
                .or(() ->
                        loss(history, "backends", reading -> reading.endpoint().backends()));
    }

    private static Optional<Reason> loss(History history, String what, ToIntFunction<Reading> count) {
        List<Reading> readings = history.readings();
        int last = readings.size() - 1;
        int now = count.applyAsInt(readings.get(last));
        int before = 0;
        for (int i = Math.max(0, last - CONFIRM); i < last; i++) {
            before = Math.max(before, count.applyAsInt(readings.get(i)));
        }
        int most = before;
        return when(
                now < (1 - SUDDEN_LOSS) * most,
                Code.COMPLETENESS,
                () -> "%d of %d %s are left, a loss of more than %.0f%%; %d readings must confirm it"
                        .formatted(now, most, what, 100 * SUDDEN_LOSS, CONFIRM));
    }

    private Optional<Reason> panic(History history) {
        int now = history.latest().endpoint().backends();
        int most = history.mostBackends();
        return when(
                now < limits.panicThreshold() * most,
                Code.PANIC,
                () -> "%d of the %d backends seen lately are left, less than %.0f%% (guard.panic_threshold)"
                        .formatted(now, most, 100 * limits.panicThreshold()));
    }

    private Optional<Reason> operatorEdit(History history) {
        Optional<Edit> edit = history.edit();
        boolean rearmed = edit.isPresent()
                && limits.rearmAfter().isPresent()
                && history.now()
                                .since(edit.get().at())
                                .compareTo(limits.rearmAfter().get())
                        >= 0;
        return edit.filter(found -> !rearmed)
                .map(found -> new Reason(
                        Code.OPERATOR_EDIT,
                        // no age, which would stand still wherever the reason is shown later
                        "somebody else set the weights (%s), %s; this endpoint is left alone %s"
                                .formatted(found.text(), found.seen(), howLong(history.pattern(), found))));
    }

    private String howLong(String pattern, Edit edit) {
        return limits.rearmAfter()
                .map(after -> "until " + second(edit.at().wall().plus(after)) + " (guard.rearm_after)")
                .orElseGet(() -> "until it is re-armed: on the page, or steelyard rearm " + ShellWord.of(pattern)
                        + " --reason TEXT (guard.rearm_after is not set)");
    }

    private static Instant second(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static Optional<Reason> pending(History history) {
        return history.pending()
                .map(write -> new Reason(
                        Code.PENDING,
                        "the effect of write " + write.id() + " is not known yet; the next reading tells"));
    }

    private Optional<Reason> cooldown(History history) {
        return history.writtenAt()
                .map(written -> history.now().since(written))
                .filter(age -> age.compareTo(limits.cooldown()) < 0)
                .map(age -> new Reason(
                        Code.COOLDOWN,
                        "the last write was %s ago, cooldown is %s"
                                .formatted(Text.seconds(age), Text.seconds(limits.cooldown()))));
    }

    private static Optional<Reason> settle(History history) {
        return when(
                history.steady().isEmpty(),
                Code.SETTLE,
                () -> "the last change has to take effect and %d more readings to pass (guard.settle)"
                        .formatted(history.horizon().settle()));
    }

    private Optional<Reason> flips(History history) {
        List<Move> recent = new ArrayList<>();
        for (Move move : history.moves()) {
            if (history.now().since(move.at()).compareTo(FLIPS_WITHIN) < 0) {
                recent.add(move);
            }
        }
        int flips = recent.size() > limits.flips() ? reversals(history, recent) : 0;
        return when(
                flips >= limits.flips(),
                Code.FLIPS,
                () -> "the weights were reversed %d times within 10 minutes, limit %d (guard.flips)"
                        .formatted(flips, limits.flips()));
    }

    /** How often a move took back what the one before had done. */
    private int reversals(History history, List<Move> moves) {
        List<Map<String, Double>> large = moves.stream()
                .map(move -> Traffic.change(history, move))
                .filter(change -> Move.distance(change) >= FLIP_DISTANCE)
                .toList();
        int reversals = 0;
        for (int i = 1; i < large.size(); i++) {
            reversals += direction(large.get(i - 1), large.get(i)) < 0 ? 1 : 0;
        }
        return reversals;
    }

    private static double direction(Map<String, Double> earlier, Map<String, Double> later) {
        return later.entrySet().stream()
                .mapToDouble(route -> route.getValue() * earlier.getOrDefault(route.getKey(), 0.0))
                .sum();
    }

    private static Optional<Reason> when(boolean broken, Code code, Supplier<String> text) {
        return broken ? Optional.of(new Reason(code, text.get())) : Optional.empty();
    }
}
