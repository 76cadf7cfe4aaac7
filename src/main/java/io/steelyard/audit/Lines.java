package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Expired;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lines of the audit log. Members are always there; what does not apply is null. */
final class Lines {

    private Lines() {}

    /**
     * An order of a person, before it is obeyed.
     *
     * @param takesBack the decision whose write it takes back
     */
    record OrderLine(
            String at,
            String event,
            String order,
            String who,
            String from,
            String reason,
            @Nullable Double forSeconds,
            @Nullable String target,
            State before,
            State after,
            @Nullable Map<String, Integer> weightsBefore,
            @Nullable Map<String, Integer> weightsAfter,
            @Nullable String takesBack) {}

    /** What became of an order. */
    record OrderEnd(
            String at,
            String event,
            String order,
            String who,
            String from,
            @Nullable String target,
            String result,
            @Nullable String message) {}

    /**
     * An order that has ended by itself.
     *
     * @param who the agent
     * @param reason of the order, and who gave it
     */
    record OrderExpired(
            String at,
            String event,
            String order,
            String who,
            String reason,
            @Nullable String target,
            State before,
            State after) {}

    /**
     * A write, before it is sent.
     *
     * @param takesBack the decision whose write it takes back
     * @param balancer which it goes to
     */
    record WriteLine(
            String at,
            String event,
            String decisionId,
            String policy,
            String endpoint,
            String reason,
            Map<String, Integer> before,
            Map<String, Integer> after,
            @Nullable String takesBack,
            String balancer) {}

    /**
     * What became of a write.
     *
     * @param members what it gave those of its routes whose weight is the sum of several; null if that is not known
     */
    record WriteEnd(
            String at,
            String event,
            String decisionId,
            String endpoint,
            String result,
            @Nullable String message,
            @Nullable Map<String, Map<String, Integer>> members) {}

    /** What operators have said. */
    record State(
            String mode, String logLevel, @Nullable String paused, List<String> pausedPolicies, List<String> held) {}

    static OrderLine order(Signed signed, Plan plan) {
        Optional<Plan.Change> weights = plan.weights();
        return new OrderLine(
                at(plan.after().at()),
                "order",
                signed.order().name(),
                signed.who(),
                signed.from(),
                signed.reason(),
                signed.term().map(term -> term.toMillis() / 1e3).orElse(null),
                target(signed.order()),
                state(plan.before()),
                state(plan.after()),
                weights.map(Plan.Change::before).orElse(null),
                weights.map(Plan.Change::after).orElse(null),
                weights.flatMap(Plan.Change::takesBack)
                        .map(move -> move.decision().id())
                        .orElse(null));
    }

    static OrderEnd ended(Signed signed, Moment now, String result, @Nullable String message) {
        return new OrderEnd(
                at(now),
                "order_ended",
                signed.order().name(),
                signed.who(),
                signed.from(),
                target(signed.order()),
                result,
                message);
    }

    static OrderExpired expired(Expired order, Control before, Control after) {
        return new OrderExpired(
                at(after.at()),
                "order_expired",
                order.order(),
                "steelyard",
                "its time was up; it was given " + order.note().text(),
                order.target().orElse(null),
                state(before),
                state(after));
    }

    static WriteLine write(Decision.Reweigh decision, Moment now, String balancer) {
        return new WriteLine(
                at(now),
                "write",
                decision.id(),
                decision.policy(),
                decision.pattern(),
                decision.reason().toString(),
                decision.base(),
                decision.weights().byRoute(),
                decision.takesBack().orElse(null),
                balancer);
    }

    static WriteEnd ended(Outcome outcome) {
        Map<String, Map<String, Integer>> members = outcome.members();
        return new WriteEnd(
                at(outcome.endedAt()),
                "write_ended",
                outcome.decision().id(),
                outcome.decision().pattern(),
                outcome.word(),
                outcome.text().orElse(null),
                members.isEmpty() ? null : members);
    }

    private static @Nullable String target(Order order) {
        if (order instanceof Order.OnEndpoint on) {
            return on.pattern();
        }
        if (order instanceof Order.Pause pause) {
            return pause.policy().orElse(null);
        }
        return order instanceof Order.Resume resume ? resume.policy().orElse(null) : null;
    }

    private static State state(Control control) {
        return new State(
                control.mode().label(),
                control.logLevel().label(),
                control.paused().map(note -> note.text()).orElse(null),
                List.copyOf(control.policies().keySet()),
                List.copyOf(control.held().keySet()));
    }

    private static String at(Moment moment) {
        return moment.wall().toString();
    }
}
