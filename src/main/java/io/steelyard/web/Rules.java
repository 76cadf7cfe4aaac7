package io.steelyard.web;

import io.steelyard.model.Reason.Code;
import java.util.List;

/** The rules that a decision to write has passed, in the order in which they are asked; the first that says no ends it. */
final class Rules {

    static final List<String> IN_ORDER = List.of(
                    Code.FRESHNESS,
                    Code.SUSPECT,
                    Code.COMPLETENESS,
                    Code.PANIC,
                    Code.OPERATOR_EDIT,
                    Code.PENDING,
                    Code.COOLDOWN,
                    Code.SETTLE,
                    Code.FLIPS,
                    Code.NO_CHOICE,
                    Code.NO_DATA,
                    Code.POLICY_FAILED,
                    Code.BOUNDS,
                    Code.DEAD_BAND,
                    Code.VELOCITY,
                    Code.BALANCED,
                    Code.BY_HAND,
                    Code.PAUSED)
            .stream()
            .map(Code::label)
            .toList();

    private Rules() {}
}
