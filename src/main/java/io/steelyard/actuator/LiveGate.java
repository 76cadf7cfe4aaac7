package io.steelyard.actuator;

import io.steelyard.model.Decision;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.model.Outcome.Failure;
import io.steelyard.model.Outcome.Refusal;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Writes for real: reads the weights again and compares them with those that the decision was computed from, writes,
 * reads back. Each of the three steps has the same deadline. A write is sent once; when its answer is lost, reading
 * back tells whether it is in force.
 */
public final class LiveGate implements Gate {

    private final Actuator actuator;
    private final Duration deadline;
    private final TimeSource time;
    private final Scheduler timer;

    public LiveGate(Actuator actuator, Duration deadline, TimeSource time, Scheduler timer) {
        this.actuator = actuator;
        this.deadline = deadline;
        this.time = time;
        this.timer = timer;
    }

    @Override
    public Mono<Outcome> apply(Decision.Reweigh decision) {
        return Mono.defer(() -> {
                    Moment start = time.now();
                    return read(decision)
                            .flatMap(found -> found.equals(decision.base())
                                    ? write(decision, start)
                                    : Mono.just(refused(
                                            decision,
                                            start,
                                            Refusal.CONFLICT,
                                            "the weights are " + found + " by now, the decision assumed "
                                                    + decision.base())))
                            .onErrorResume(error -> Mono.just(refused(
                                    decision, start, unreadable(error), "before the write: " + message(error))));
                })
                .checkpoint("gate");
    }

    private Mono<Map<String, Integer>> read(Decision.Reweigh decision) {
        return Mono.defer(() -> actuator.weights(decision.pattern()))
                .timeout(deadline, timer)
                .<Map<String, Integer>>map(TreeMap::new)
                .switchIfEmpty(Mono.error(() -> new IllegalStateException("the balancer gave no weights")));
    }

    private Mono<Outcome> write(Decision.Reweigh decision, Moment start) {
        return Mono.defer(() -> actuator.shape(decision.pattern(), decision.weights()))
                .timeout(deadline, timer)
                .then(Mono.defer(() -> readBack(decision, start, Failure.READ_BACK, "accepted")))
                .onErrorResume(error -> rejected(error)
                        ? Mono.just(refused(decision, start, Refusal.REJECTED, message(error)))
                        : readBack(
                                decision,
                                start,
                                error instanceof TimeoutException ? Failure.TIMEOUT : Failure.ERROR,
                                message(error)));
    }

    private Mono<Outcome> readBack(Decision.Reweigh decision, Moment start, Failure failure, String sent) {
        return read(decision)
                .<Outcome>map(found -> found.equals(decision.weights().byRoute())
                        ? new Outcome.Applied(decision, start, time.now())
                        : new Outcome.Failed(
                                decision, start, time.now(), failure, found, sent + ", but the weights are " + found))
                .onErrorResume(error -> Mono.just(new Outcome.Failed(
                        decision,
                        start,
                        time.now(),
                        failure,
                        Map.of(),
                        sent + "; reading back failed: " + message(error))));
    }

    private Outcome refused(Decision.Reweigh decision, Moment start, Refusal refusal, String message) {
        return new Outcome.Refused(decision, start, time.now(), refusal, message);
    }

    private static boolean rejected(Throwable error) {
        return error instanceof UnknownTargetException || error instanceof UnacceptableWeightsException;
    }

    private static Refusal unreadable(Throwable error) {
        return rejected(error) ? Refusal.REJECTED : Refusal.UNREADABLE;
    }

    private String message(Throwable error) {
        return error instanceof TimeoutException
                ? "no answer within " + deadline.toMillis() + "ms"
                : String.valueOf(error.getMessage());
    }
}
