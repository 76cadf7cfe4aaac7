package io.steelyard.web;

import io.steelyard.metrics.PolicyPhase;
import io.steelyard.model.Reason;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An endpoint that somebody should look at, and why: the words of the page.
 *
 * @param why the worst first; not empty
 */
record Attention(EndpointView endpoint, List<Why> why) {

    /** More would be no line. */
    private static final int NAMED = 10;

    Attention {
        why = List.copyOf(why);
    }

    /** The worst first. */
    enum Why {
        NO_BACKENDS,
        NOT_IN_FORCE,
        WRITE_FAILED,
        SUSPENDED,
        /** A rule of the Guard that does not pass with the next readings. */
        HELD,
        SUSPECT
    }

    /** All of them, the worst first, then by name. */
    static List<Attention> of(View view, List<EndpointView> endpoints) {
        Set<String> undone = new HashSet<>();
        HeldWeights.of(view).stream().filter(HeldWeights::isUndone).forEach(held -> undone.add(held.pattern()));
        return endpoints.stream()
                .map(each -> of(each, undone.contains(each.pattern())))
                .filter(each -> !each.why().isEmpty())
                .sorted(Comparator.comparing((Attention each) -> each.why().get(0))
                        .thenComparing(each -> each.endpoint().pattern()))
                .toList();
    }

    private static Attention of(EndpointView endpoint, boolean undone) {
        EnumSet<Why> why = EnumSet.noneOf(Why.class);
        if (endpoint.routes().stream()
                .anyMatch(
                        route -> route.weight().orElse(0) > 0 && route.totals().backends() == 0)) {
            why.add(Why.NO_BACKENDS);
        }
        if (undone) {
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
        return new Attention(endpoint, List.copyOf(why));
    }

    private static boolean isBlocked(EndpointView endpoint) {
        return endpoint.latest()
                .map(Entry::decision)
                .filter(decision -> decision.reason().code() != Reason.Code.OPERATOR_EDIT)
                .filter(decision -> PolicyPhase.of(decision).equals("blocked"))
                .isPresent();
    }

    /** "no backends, held by panic" */
    String text() {
        return why.stream().map(this::text).collect(Collectors.joining(", "));
    }

    private String text(Why one) {
        return one == Why.HELD
                ? "held by "
                        + endpoint.latest()
                                .orElseThrow()
                                .decision()
                                .reason()
                                .code()
                                .label()
                : one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** "needs attention: www (no backends), api (suspended) and 2 more"; empty if nothing does. */
    static Optional<String> line(List<Attention> all) {
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of("needs attention: "
                        + all.stream()
                                .limit(NAMED)
                                .map(each -> each.endpoint().pattern() + " (" + each.text() + ")")
                                .collect(Collectors.joining(", "))
                        + (all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : ""));
    }

    /** The same endpoints, those that want attention first. */
    static List<EndpointView> first(List<Attention> worst, List<EndpointView> endpoints) {
        Map<String, EndpointView> all = new LinkedHashMap<>();
        Stream.concat(worst.stream().map(Attention::endpoint), endpoints.stream())
                .forEach(each -> all.putIfAbsent(each.pattern(), each));
        return List.copyOf(all.values());
    }
}
