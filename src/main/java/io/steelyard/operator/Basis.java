package io.steelyard.operator;

import io.steelyard.model.Choice;
import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Fingerprint;
import io.steelyard.model.Note;
import io.steelyard.model.Printable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan ends and what it leaves: whatever of it changes, a person who agreed to the plan has to be asked again. The
 * weights of before are no part of it, so that a step of a policy that makes no difference in the end is no reason to.
 */
final class Basis {

    /** Somebody's words may be as long as they like. */
    private static final int MOST = 200;

    private Basis() {}

    static String of(Plan plan) {
        Map<String, Said> said = said(plan.before());
        List<String> parts = new ArrayList<>();
        touched(plan).forEach(what -> parts.add(what + " " + said.get(what)));
        plan.suspended().edit().map(Basis::edit).ifPresent(parts::add);
        plan.weights().ifPresent(change -> {
            parts.add(Fingerprint.of(change.after()));
            takenBack(plan).ifPresent(parts::add);
        });
        return Fingerprint.of(parts);
    }

    /** What two plans for one order do not have in common, a few words and the numbers each; empty if they are the same. */
    static List<String> news(Plan then, Plan now) {
        List<String> news = new ArrayList<>();
        Optional<String> before = takenBack(then);
        Optional<String> after = takenBack(now);
        if (before.equals(after)) {
            weights(left(then), left(now)).ifPresent(news::add);
        }
        Optional<Edit> edit = now.suspended().edit();
        if (!edit.map(Basis::edit).equals(then.suspended().edit().map(Basis::edit))) {
            news.add(edit.map(seen -> "somebody else set the weights (" + seen.text() + "), " + seen.seen())
                    .orElse("somebody else's edit is answered"));
        }
        Map<String, Said> was = said(then.before());
        Map<String, Said> is = said(now.before());
        SortedSet<String> touched = touched(then);
        touched.addAll(touched(now));
        touched.stream()
                .filter(what -> !Objects.equals(was.get(what), is.get(what)))
                .map(what -> what
                        + Optional.ofNullable(is.get(what))
                                .map(said -> " " + said.forPeople())
                                .orElse(": not any more"))
                .forEach(news::add);
        if (before.isPresent() && after.isPresent() && !before.equals(after)) {
            news.add("it would take back decision " + after.get() + ", not " + before.get());
        }
        return news;
    }

    private static Map<String, Integer> left(Plan plan) {
        return plan.weights().map(Plan.Change::after).orElse(Map.of());
    }

    private static Optional<String> weights(Map<String, Integer> then, Map<String, Integer> now) {
        SortedSet<String> routes = new TreeSet<>(then.keySet());
        routes.addAll(now.keySet());
        routes.removeIf(route -> Objects.equals(then.get(route), now.get(route)));
        return routes.isEmpty()
                ? Optional.empty()
                : Optional.of(Printable.list(
                        routes,
                        route -> route + " " + of(then.get(route), "new") + " -> " + of(now.get(route), "gone")));
    }

    private static Optional<String> takenBack(Plan plan) {
        return plan.weights()
                .flatMap(Plan.Change::takesBack)
                .map(move -> move.decision().id());
    }

    /** Of what operators had said, that only which is something else afterwards. */
    private static SortedSet<String> touched(Plan plan) {
        Map<String, Said> was = said(plan.before());
        Map<String, Said> is = said(plan.after());
        SortedSet<String> all = new TreeSet<>(is.keySet());
        all.addAll(was.keySet());
        return all.stream()
                .filter(what -> !Objects.equals(was.get(what), is.get(what)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Said> said(Control control) {
        Map<String, Said> said = new TreeMap<>();
        said.put("the mode is", Said.of(control.modes()));
        said.put("the log level is", Said.of(control.logging()));
        control.paused().ifPresent(note -> said.put("all policies are paused", Said.of(note)));
        control.policies().forEach((policy, note) -> said.put("policy " + policy + " is paused", Said.of(note)));
        control.held()
                .forEach((pattern, hold) ->
                        said.put("the weights of " + pattern + " are set by hand", Said.of(hold.note())));
        return said;
    }

    /** @param since empty where nobody has ordered it */
    private record Said(String text, Optional<Instant> since) {

        static Said of(Note note) {
            return new Said(note.text(), Optional.of(note.since().wall()));
        }

        static Said of(Choice<?> choice) {
            String value = choice.value().toString().toLowerCase(Locale.ROOT);
            return choice.ordered()
                    .map(order -> of(order.note()))
                    .map(said -> new Said(value + " " + said.text, said.since))
                    .orElse(new Said(value, Optional.empty()));
        }

        String forPeople() {
            return Printable.of(text, MOST)
                    + since.map(at -> ", since " + at.truncatedTo(ChronoUnit.SECONDS))
                            .orElse("");
        }
    }

    private static String edit(Edit edit) {
        return "edit " + edit.at().wall() + " " + edit.text();
    }

    private static String of(@Nullable Integer weight, String otherwise) {
        return weight == null ? otherwise : weight.toString();
    }
}
