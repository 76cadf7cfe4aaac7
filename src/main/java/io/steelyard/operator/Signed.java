package io.steelyard.operator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An order with a name under it.
 *
 * @param who as the person called themselves, or as the listener knows them
 * @param from the address that it came from
 * @param reason why, on one line
 * @param term after which it ends by itself; empty: it does not
 * @param basis of the {@link Plan#basis plan} that it was given for; empty: for whatever it comes to
 */
public record Signed(
        Order order, String who, String from, String reason, Optional<Duration> term, Optional<String> basis) {

    /** Given for whatever it comes to. */
    public Signed(Order order, String who, String from, String reason, Optional<Duration> term) {
        this(order, who, from, reason, term, Optional.empty());
    }

    /** The same, given for this plan and for no other. */
    public Signed on(Plan plan) {
        return new Signed(order, who, from, reason, term, Optional.of(plan.basis()));
    }

    /** True if it was given for this plan, or for any. To pause is never too late. */
    public boolean isFor(Plan plan) {
        return order instanceof Order.Pause
                || basis.filter(Predicate.not(plan.basis()::equals)).isEmpty();
    }
}
