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

/**
 * Writes down every order before it is obeyed, and then what became of it. An order that cannot be written down is not
 * obeyed, but for one: to pause. The brake has to work when the disk is full; its line then stands in the log.
 */
public final class AuditedOperations implements Operations {

    private static final Logger LOG = LoggerFactory.getLogger(AuditedOperations.class);

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
        return operations
                .preview(signed)
                .flatMap(plan -> begin(signed, plan))
                .then(operations
                        .obey(signed)
                        .flatMap(plan -> end(
                                        signed,
                                        plan.outcome()
                                                .map(outcome -> outcome.word())
                                                .orElse("done"),
                                        plan.outcome()
                                                .flatMap(outcome -> outcome.text())
                                                .orElse(null))
                                .thenReturn(plan))
                        .onErrorResume(
                                OrderRefusedException.class,
                                fault -> end(signed, "refused", fault.getMessage())
                                        .then(Mono.error(fault))));
    }

    private Mono<Void> begin(Signed signed, Plan plan) {
        return log.append(Lines.order(signed, plan)).onErrorResume(IOException.class, fault -> {
            if (signed.order() instanceof Order.Pause) {
                LOG.error("{}; paused all the same: {}", fault.getMessage(), AuditLog.text(Lines.order(signed, plan)));
                return Mono.empty();
            }
            return Mono.error(new OrderRefusedException(
                    OrderRefusedException.Cause.UNAVAILABLE,
                    "the audit log cannot be written, and nothing but a pause is obeyed without it; the agent's log"
                            + " says why"));
        });
    }

    private Mono<Void> end(Signed signed, String result, @Nullable String message) {
        return Mono.defer(() -> log.append(Lines.ended(signed, time.now(), result, message)))
                .onErrorResume(IOException.class, fault -> {
                    LOG.error("{}; {} {} {}", fault.getMessage(), signed.order().name(), result, message);
                    return Mono.empty();
                });
    }
}
