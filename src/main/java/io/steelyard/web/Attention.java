package io.steelyard.web;

import io.steelyard.metrics.PolicyPhase;
import io.steelyard.model.Reason;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of an endpoint somebody should look at: the words that the page, its text and the API have for it.
 *
 * @param byHand its weights by hand, if it has some
 * @param why the worst first; empty if there is nothing
 */
record Attention(EndpointView endpoint, Optional<HeldWeights> byHand, List<Why> why) {

    /** More would be no line. */
    private static final int NAMED = 10;

    Attention {
        why = List.copyOf(why);
    }

    /** The worst first. */
    enum Why {
        NO_BACKENDS("docs/runbook.md#steelyardroutenobackends"),
        NOT_IN_FORCE("docs/operating.md#not-in-force"),
        WRITE_FAILED("docs/runbook.md#steelyardshapecallsfailing"),
        SUSPENDED("docs/concepts.md#an-operators-edit"),
        /** A rule of the Guard that does not pass with the next readings. */
        HELD("docs/concepts.md#code-"),
        SUSPECT("docs/concepts.md#code-suspect");

        private final String manual;

        Why(String manual) {
            this.manual = manual;
        }

        /** Where the manual says what to do; of {@link #HELD} the code of the rule follows. */
        String manual() {
            return manual;
        }

        /** 0 for the worst. */
        int rank() {
            return List.of(values()).indexOf(this);
        }

        /** True if traffic is lost, or somebody believes what is not so. */
        boolean isAlarm() {
            return this == NO_BACKENDS || this == NOT_IN_FORCE;
        }
    }

    /** Of each endpoint of a view, in its order. */
    static List<Attention> of(View view) {
        Map<String, HeldWeights> byHand = new HashMap<>();
        HeldWeights.of(view).forEach(held -> byHand.put(held.pattern(), held));
        return view.endpoints().stream()
                .map(each -> of(each, Optional.ofNullable(byHand.get(each.pattern()))))
                .toList();
    }

    /** Those that want any, the worst first, then by name. */
    static List<Attention> worst(List<Attention> all) {
        return all.stream()
                .filter(each -> !each.why().isEmpty())
                .sorted(Comparator.comparing((Attention each) -> each.why().get(0))
                        .thenComparing(each -> each.endpoint().pattern()))
                .toList();
    }

    private static Attention of(EndpointView endpoint, Optional<HeldWeights> byHand) {
        EnumSet<Why> why = EnumSet.noneOf(Why.class);
        if (endpoint.routes().stream()
                .anyMatch(
                        route -> route.weight().orElse(0) > 0 && route.totals().backends() == 0)) {
            why.add(Why.NO_BACKENDS);
        }
        if (byHand.filter(HeldWeights::isUndone).isPresent()) {
            why.add(Why.NOT_IN_FORCE);
        }
        if (endpoint.unwritten().isPresent()) {
            why.add(Why.WRITE_FAILED); // also while it is tried again
        }
        if (endpoint.suspended()) {
            why.add(Why.SUSPENDED);
        }
        if (isBlocked(endpoint)) {
            why.add(Why.HELD);
        }
        if (endpoint.suspect().isPresent()) {
            why.add(Why.SUSPECT);
        }
        return new Attention(endpoint, byHand, List.copyOf(why));
    }

    private static boolean isBlocked(EndpointView endpoint) {
        return endpoint.latest()
                .map(Entry::decision)
                .filter(decision -> decision.reason().code() != Reason.Code.OPERATOR_EDIT)
                .filter(decision -> PolicyPhase.of(decision).equals("blocked"))
                .isPresent();
    }

    /** "no backends, held by panic" */
    private String text() {
        return why.stream().map(this::word).collect(Collectors.joining(", "));
    }

    /** "held by panic" */
    String word(Why one) {
        return one == Why.HELD
                ? "held by " + rule()
                : one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Where the manual says what to do. */
    String manual(Why one) {
        return one == Why.HELD ? one.manual() + rule() : one.manual();
    }

    private String rule() {
        return endpoint.latest().orElseThrow().decision().reason().code().label();
    }

    /** "needs attention: www (no backends), api (suspended) and 2 more"; empty if nothing does. */
    static Optional<String> line(List<Attention> worst) {
        return worst.isEmpty()
                ? Optional.empty()
                : Optional.of("needs attention: "
                        + worst.stream()
                                .limit(NAMED)
                                .map(each -> each.endpoint().pattern() + " (" + each.text() + ")")
                                .collect(Collectors.joining(", "))
                        + (worst.size() > NAMED ? " and " + (worst.size() - NAMED) + " more" : ""));
    }

    /** The endpoints, those that want attention first. */
    static List<EndpointView> endpoints(List<Attention> worst, List<Attention> all) {
        return Stream.concat(
                        worst.stream(), all.stream().filter(each -> each.why().isEmpty()))
                .map(Attention::endpoint)
                .toList();
    }
}
