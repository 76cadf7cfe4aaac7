package io.steelyard.audit;

import io.steelyard.model.TimeSource;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Writes down every order before it is obeyed, and then what became of it. An order that cannot be written down is not
 * obeyed, but for one: to pause. That writes nothing to the balancer and has to work when the disk is full or hangs, so it
 * is obeyed first; if its line cannot be written, that stands in the log, and the answer says so.
 */
public final class AuditedOperations implements Operations {

    private static final Logger LOG = LoggerFactory.getLogger(AuditedOperations.class);

    private static final String DONE = "done";
    private static final String UNCHANGED = "unchanged";

    /** How often an order is begun anew that met a write. */
    private static final long ANEW = 3;

    private final AuditLog log;
    private final Operations operations;
    private final TimeSource time;

    public AuditedOperations(AuditLog log, Operations operations, TimeSource time) {
        this.log = log;
        this.operations = operations;
        this.time = time;
    }

    @Override
    public Mono<Plan> preview(Signed signed) {
        return operations.preview(signed);
    }

    @Override
    public Mono<Plan> obey(Signed signed) {
        return signed.order() instanceof Order.Pause ? brake(signed) : afterItsLine(signed);
    }

    private Mono<Plan> brake(Signed signed) {
        return operations
                .obey(signed)
                .flatMap(plan -> log.append(Lines.order(signed, plan))
                        .then(Mono.defer(() -> log.append(Lines.ended(signed, time.now(), DONE, null))))
                        .thenReturn(plan)
                        .onErrorResume(IOException.class, fault -> {
                            LOG.error(
                                    "{}; paused all the same: {}",
                                    fault.getMessage(),
                                    AuditLog.text(Lines.order(signed, plan)));
                            return Mono.just(plan.with("in force, but not all of it is in the audit log: "
                                    + fault.getMessage() + "; the agent's log has the line"));
                        }));
    }

    private Mono<Plan> afterItsLine(Signed signed) {
        return operations
                .preview(signed)
                .flatMap(plan -> begin(signed, plan).then(asWritten(signed.on(plan))))
                .retryWhen(Retry.max(ANEW)
                        .filter(fault -> signed.basis().isEmpty() && isMoved(fault))
                        .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    /** What stands in its line, or nothing: whoever does not mind what it comes to gets another line. */
    private Mono<Plan> asWritten(Signed signed) {
        return operations
                .obey(signed)
                .flatMap(plan -> end(
                                signed,
                                plan.outcome().map(outcome -> outcome.word()).orElse(what(signed, plan)),
                                plan.outcome()
                                        .flatMap(outcome -> outcome.text())
                                        .orElse(null))
                        .thenReturn(plan))
                .onErrorResume(
                        OrderRefusedException.class,
                        fault -> end(signed, "refused", fault.getMessage()).then(Mono.error(fault)));
    }

    private static String what(Signed signed, Plan plan) {
        return plan.changesNothing() && !(signed.order() instanceof Order.Run) ? UNCHANGED : DONE;
    }

    private static boolean isMoved(Throwable fault) {
        return fault instanceof OrderRefusedException refused && refused.kind() == OrderRefusedException.Cause.MOVED;
    }

    private Mono<Void> begin(Signed signed, Plan plan) {
        return log.append(Lines.order(signed, plan))
                .doOnError(
                        IOException.class,
                        fault -> LOG.error(
                                "{}; not obeyed: {}", fault.getMessage(), AuditLog.text(Lines.order(signed, plan))))
                .onErrorMap(
                        IOException.class,
                        fault -> new OrderRefusedException(
                                OrderRefusedException.Cause.UNAVAILABLE,
                                "the audit log cannot be written, and nothing but a pause is obeyed without it: "
                                        + fault.getMessage()));
    }

    private Mono<Void> end(Signed signed, String result, @Nullable String message) {
        return Mono.defer(() -> log.append(Lines.ended(signed, time.now(), result, message)))
                .onErrorResume(IOException.class, fault -> {
                    LOG.error("{}; {} {} {}", fault.getMessage(), signed.order().name(), result, message);
                    return Mono.empty();
                });
    }
}
