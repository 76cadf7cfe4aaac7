package io.steelyard.operator;

import reactor.core.publisher.Mono;

/**
 * Takes orders. Each Mono is cold and fails with {@link OrderRefusedException} if the order cannot be obeyed; then
 * nothing was changed.
 */
public interface Operations {

    /** What the order would change now; changes nothing. */
    Mono<Plan> preview(Signed signed);

    /**
     * Obeys. What became of a write is in the plan: only {@code Outcome.Applied} is in force for sure. Not to be cancelled
     * once it is subscribed to: half an order would be a hold without a write, a write and a line of the audit log without
     * an end.
     */
    Mono<Plan> obey(Signed signed);
}
