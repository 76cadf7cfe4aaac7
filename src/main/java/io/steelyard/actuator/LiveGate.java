package io.steelyard.actuator;

import io.steelyard.model.Decision;
import io.steelyard.model.InForce;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Outcome;
import io.steelyard.model.Outcome.Failure;
import io.steelyard.model.Outcome.Refusal;
import io.steelyard.model.TimeSource;
import io.steelyard.source.ReadException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Writes for real: reads the weights again and compares them with those that the decision was computed from, writes,
 * reads back. Each of the three steps has a deadline, and so has the undoing of a write that met an edit. The {@link
 * Actuator} compares once more, in the moment of the write, as well as its balancer can.
 *
 * <p>The {@link Actuator} is asked to write once; it may send the same absolute weights again within that, never
 * others. When its answer is lost, reading back tells whether they are in force. The three steps are one turn, so that
 * nobody else in this process writes in between. Safe for use by several threads.
 *
 * <p>Much may have been ordered between the decision and its turn, and while the weights were read. So it is asked right
 * before something is sent whether anybody objects; a write that was sent is read back whatever is said then.
 */
public final class LiveGate implements Gate {

    private final Actuator actuator;
    private final Turns turns;
    private final Function<Decision.Reweigh, Optional<Objection>> objections;
    private final Duration deadline;
    private final Duration patience;
    private final TimeSource time;
    private final Scheduler timer;

    /**
     * Nobody objects to anything.
     *
     * @param actuator writes
     * @param turns shared by all who write to this balancer
     * @param deadline of each of the three steps
     * @param time stamps the outcomes
     * @param timer runs the deadlines
     */
    public LiveGate(Actuator actuator, Turns turns, Duration deadline, TimeSource time, Scheduler timer) {
        this(actuator, turns, decision -> Optional.empty(), deadline, time, timer);
    }

    /**
     * Asks right before each write whether anybody objects.
     *
     * @param actuator writes
     * @param turns shared by all who write to this balancer
     * @param objections asked on any thread
     * @param deadline of a reading
     * @param time stamps the outcomes
     * @param timer runs the deadlines
     */
    public LiveGate(
            Actuator actuator,
            Turns turns,
            Function<Decision.Reweigh, Optional<Objection>> objections,
            Duration deadline,
            TimeSource time,
            Scheduler timer) {
        this.actuator = actuator;
        this.turns = turns;
        this.objections = objections;
        this.deadline = deadline;
        this.patience = deadline.multipliedBy(Actuator.PATIENCE);
        this.time = time;
        this.timer = timer;
    }

    @Override
    public Mono<Outcome> apply(Decision.Reweigh decision) {
        return turns.take(Mono.defer(() -> inTurn(decision)))
                .onErrorResume(RejectedExecutionException.class, full -> {
                    Moment now = time.now();
                    return Mono.just(refused(decision, now, Refusal.UNREADABLE, String.valueOf(full.getMessage())));
                })
                .checkpoint("gate");
    }

    private Mono<Outcome> inTurn(Decision.Reweigh decision) {
        Moment start = time.now();
        return read(decision)
                .flatMap(found -> decision.assumed().agrees(found)
                        ? objections
                                .apply(decision)
                                .map(no -> Mono.just(refused(decision, start, no.refusal(), no.message())))
                                .orElseGet(() -> write(decision, start))
                        : Mono.just(conflict(decision, start, ConflictException.of(found, decision.assumed()))))
                .onErrorResume(error ->
                        Mono.just(refused(decision, start, unreadable(error), "before the write: " + message(error))));
    }

    private Mono<InForce> read(Decision.Reweigh decision) {
        return within(deadline, () -> actuator.inForce(decision.pattern()))
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the balancer gave no weights")));
    }

    private Mono<Outcome> write(Decision.Reweigh decision, Moment start) {
        Transcript transcript = new Transcript();
        return transcript
                .of(within(patience, () -> actuator.shape(decision.pattern(), decision.assumed(), decision.weights())))
                .onErrorResume(
                        UndoException.class, met -> transcript.of(undo(met)).thenReturn(unknown(decision)))
                .defaultIfEmpty(unknown(decision)) // an adapter that does not say; a write must have an outcome
                .flatMap(written ->
                        readBack(decision, start, transcript, Failure.READ_BACK, "accepted", Optional.of(written)))
                .onErrorResume(error -> unfinished(decision, start, transcript, error));
    }

    /** With a deadline of its own: that the weights are as wanted is no success once we know whose they replaced. */
    private Mono<Void> undo(UndoException met) {
        return within(patience, met::undo)
                .onErrorMap(
                        TimeoutException.class,
                        late -> new OverwrittenException(
                                met.getMessage() + "; not put back within " + patience.toMillis() + "ms", late));
    }

    private <T> Mono<T> within(Duration limit, Supplier<Mono<T>> step) {
        return Mono.defer(step)
                .timeout(
                        limit,
                        Mono.error(() -> new TimeoutException("no answer within " + limit.toMillis() + "ms")),
                        timer);
    }

    private Mono<Outcome> unfinished(Decision.Reweigh decision, Moment start, Transcript transcript, Throwable error) {
        if (error instanceof ConflictException || rejected(error)) {
            Refusal refusal = rejected(error) ? Refusal.REJECTED : Refusal.CONFLICT;
            return Mono.just(
                    new Outcome.Refused(decision, start, time.now(), refusal, message(error), transcript.exchanges()));
        }
        Failure failure = timedOut(error) ? Failure.TIMEOUT : Failure.ERROR;
        return readBack(
                decision,
                start,
                transcript,
                failure,
                message(error),
                error instanceof OverwrittenException ? Optional.empty() : Optional.of(unknown(decision)));
    }

    /** What a write would leave of which nobody said how it was divided. */
    private static InForce unknown(Decision.Reweigh decision) {
        return InForce.of(decision.weights().byRoute());
    }

    /** @param written what it is a success to find in force; empty: nothing is */
    private Mono<Outcome> readBack(
            Decision.Reweigh decision,
            Moment start,
            Transcript transcript,
            Failure failure,
            String sent,
            Optional<InForce> written) {
        Map<String, Map<String, Integer>> members =
                written.map(InForce::members).orElse(Map.of());
        return read(decision)
                .<Outcome>map(found -> written.filter(wanted -> wanted.standIn(found))
                                .isPresent()
                        ? new Outcome.Applied(
                                decision,
                                start,
                                time.now(),
                                transcript.exchanges(),
                                members.isEmpty() ? found.members() : members)
                        : new Outcome.Failed(
                                decision,
                                start,
                                time.now(),
                                failure,
                                found.byRoute(),
                                sent + ", but the weights are " + found.against(written.orElse(InForce.of(Map.of()))),
                                transcript.exchanges(),
                                members))
                .onErrorResume(error -> Mono.just(new Outcome.Failed(
                        decision,
                        start,
                        time.now(),
                        failure,
                        Map.of(),
                        sent + "; reading back failed: " + message(error),
                        transcript.exchanges(),
                        members)));
    }

    private Outcome conflict(Decision.Reweigh decision, Moment start, ConflictException conflict) {
        return refused(decision, start, Refusal.CONFLICT, message(conflict));
    }

    private Outcome refused(Decision.Reweigh decision, Moment start, Refusal refusal, String message) {
        return new Outcome.Refused(decision, start, time.now(), refusal, message);
    }

    private static boolean rejected(Throwable error) {
        return error instanceof UnknownTargetException || error instanceof UnacceptableWeightsException;
    }

    /** Adapters have deadlines of their own, which may come first and are told in other words. */
    private static boolean timedOut(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof TimeoutException
                    || (each instanceof ReadException read && read.reason() == Cause.TIMEOUT)) {
                return true;
            }
        }
        return false;
    }

    private static Refusal unreadable(Throwable error) {
        return rejected(error) ? Refusal.REJECTED : Refusal.UNREADABLE;
    }

    private static String message(Throwable error) {
        return String.valueOf(error.getMessage());
    }
}
