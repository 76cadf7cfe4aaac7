package io.steelyard.web;

import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Rearmed;
import io.steelyard.model.Reason;
import io.steelyard.model.Suspension;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The endpoints that an operator has taken over, as they are shown. Not safe for several threads. */
final class Suspensions {

    private final Map<String, Suspended> byPattern = new HashMap<>();
    private final Map<String, Edit> edits = new HashMap<>();

    /** By the endpoint's pattern. */
    Map<String, Suspended> all() {
        return byPattern;
    }

    void accept(Rearmed rearmed) {
        byPattern.remove(rearmed.pattern());
    }

    /** A new edit is told in its own words, until a decision says more about it. */
    void accept(Suspension suspension) {
        String pattern = suspension.pattern();
        suspension
                .edit()
                .ifPresentOrElse(
                        edit -> {
                            edits.put(pattern, edit);
                            byPattern.put(pattern, new Suspended(Optional.of(edit), Optional.empty()));
                        },
                        () -> {
                            edits.remove(pattern);
                            byPattern.remove(pattern);
                        });
    }

    /** @return true if something else is to be shown now */
    boolean accept(Decision decision) {
        String pattern = decision.pattern();
        if (decision instanceof Decision.Hold && decision.reason().code() == Reason.Code.OPERATOR_EDIT) {
            Suspended known = byPattern.get(pattern);
            boolean news = known == null || known.hold().isEmpty();
            if (news) {
                byPattern.put(pattern, new Suspended(Optional.ofNullable(edits.get(pattern)), Optional.of(decision)));
            }
            return news;
        }
        return !leavesEdit(decision) && byPattern.remove(pattern) != null;
    }

    /**
     * Rules that stand before that of the operator's edit say nothing about whether it still holds; and weights by hand
     * may be refused.
     */
    private static boolean leavesEdit(Decision decision) {
        return switch (decision.reason().code()) {
            case FRESHNESS, SUSPECT, POLICY_FAILED -> true;
            case BY_HAND -> decision instanceof Decision.Reweigh;
            default -> false;
        };
    }
}
