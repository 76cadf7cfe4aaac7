package io.steelyard.operator;

import io.steelyard.model.Choice;
import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Fingerprint;
import io.steelyard.model.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a plan ends and what it leaves: whatever of it changes, a person who agreed to the plan has to be asked again. The
 * weights of before are no part of it, so that a step of a policy that makes no difference in the end is no reason to.
 */
final class Basis {

    private Basis() {}

    static String of(Plan plan) {
        List<String> parts = new ArrayList<>(ended(plan.before(), plan.after()));
        plan.suspended().edit().map(Basis::edit).ifPresent(parts::add);
        plan.weights().ifPresent(change -> {
            parts.add(Fingerprint.of(change.after()));
            change.takesBack().map(move -> move.decision().id()).ifPresent(parts::add);
        });
        return Fingerprint.of(parts);
    }

    /** What operators had said, of that only which is something else afterwards. */
    private static List<String> ended(Control before, Control after) {
        Map<String, String> was = said(before);
        Map<String, String> is = said(after);
        Map<String, String> all = new TreeMap<>(is);
        all.putAll(was);
        return all.keySet().stream()
                .filter(what -> !Objects.equals(was.get(what), is.get(what)))
                .map(what -> what + " " + was.get(what))
                .toList();
    }

    private static Map<String, String> said(Control control) {
        Map<String, String> said = new TreeMap<>();
        said.put("mode", choice(control.modes()));
        said.put("log", choice(control.logging()));
        control.paused().ifPresent(note -> said.put("paused", note(note)));
        control.policies().forEach((policy, note) -> said.put("policy " + policy, note(note)));
        control.held().forEach((pattern, hold) -> said.put("endpoint " + pattern, note(hold.note())));
        return said;
    }

    private static String choice(Choice<?> choice) {
        return choice.value()
                + choice.ordered().map(order -> " " + note(order.note())).orElse("");
    }

    private static String note(Note note) {
        return note.since().wall() + " " + note.text();
    }

    private static String edit(Edit edit) {
        return "edit " + edit.at().wall() + " " + edit.text();
    }
}
