package io.steelyard.web;

import io.steelyard.model.Moment;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import java.util.Map;
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
     * @param suspended true if the endpoint was left alone because of somebody's edit
     */
    record Answered(
            String at,
            String order,
            boolean preview,
            ControlJson.Orders before,
            ControlJson.Orders orders,
            @Nullable Change weights,
            boolean suspended,
            DecisionsJson.@Nullable Result outcome) {}

    record Change(String endpoint, Map<String, Integer> before, Map<String, Integer> after) {}

    record Fault(String error) {}

    static Answered of(Moment at, Order order, boolean preview, Plan plan) {
        return new Answered(
                Json.text(at),
                order.name(),
                preview,
                ControlJson.of(plan.before()),
                ControlJson.of(plan.after()),
                Json.orNull(
                        plan.weights().map(change -> new Change(change.pattern(), change.before(), change.after()))),
                plan.suspended(),
                Json.orNull(plan.outcome().map(DecisionsJson::result)));
    }
}
