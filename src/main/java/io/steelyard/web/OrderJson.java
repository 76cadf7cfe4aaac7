package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Move;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The answer to an order. */
final class OrderJson {

    private OrderJson() {}

    /**
     * What was changed, or would be.
     *
     * @param at the agent's time
     * @param before what operators had said until then
     * @param orders what counts now, or would
     * @param suspendedBefore true if the endpoint was left alone until then because of somebody's edit
     * @param suspended true if it is now, or would be
     * @param text what else is to be known, such as which write is taken back
     * @param basis of a preview: an order that says so too is obeyed only if it still does this
     */
    record Answered(
            String at,
            String order,
            boolean preview,
            ControlJson.Orders before,
            ControlJson.Orders orders,
            @Nullable Change weights,
            boolean suspendedBefore,
            boolean suspended,
            @Nullable String text,
            @Nullable String basis,
            DecisionsJson.@Nullable Result outcome) {}

    record Change(
            String endpoint,
            Map<String, Integer> before,
            Map<String, Integer> after,
            @Nullable TakenBack takesBack) {}

    /**
     * A write that is taken back.
     *
     * @param sequence of its decision, while it is kept
     * @param at when it ended
     * @param policy that decided it, or {@code operator}
     * @param reason why, and by whom
     */
    record TakenBack(String decisionId, @Nullable Long sequence, String at, String policy, String reason) {}

    record Fault(String error) {}

    /**
     * @param view when it was answered
     * @param sequences the numbers of the decisions that are kept
     */
    static Answered of(
            View view, Order order, boolean preview, Plan plan, Function<Decision, Optional<Long>> sequences) {
        return new Answered(
                Json.text(view.now()),
                order.name(),
                preview,
                ControlJson.of(plan.before(), view),
                ControlJson.of(plan.after(), view),
                Json.orNull(plan.weights()
                        .map(change -> new Change(
                                change.pattern(),
                                change.before(),
                                change.after(),
                                Json.orNull(change.takesBack().map(move -> takenBack(move, sequences)))))),
                plan.suspended().before(),
                plan.suspended().after(),
                Json.orNull(plan.text()),
                preview ? plan.basis() : null,
                Json.orNull(plan.outcome().map(DecisionsJson::result)));
    }

    private static TakenBack takenBack(Move move, Function<Decision, Optional<Long>> sequences) {
        Decision decision = move.decision();
        return new TakenBack(
                decision.id(),
                Json.orNull(sequences.apply(decision)),
                Json.text(move.at()),
                decision.policy(),
                decision.reason().toString());
    }
}
