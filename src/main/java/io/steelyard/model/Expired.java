package io.steelyard.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An order whose time was up, so that it ended by itself.
 *
 * @param order what it is called in the audit log
 * @param target its policy or endpoint; empty if it was about none
 * @param note who gave it, why, and until when
 */
public record Expired(String order, Optional<String> target, Note note) {

    /** What has ended by itself between two states, the second of which does without it. */
    public static List<Expired> between(Control before, Control after) {
        List<Expired> still = of(after);
        return of(before).stream()
                .filter(each -> each.note.ended(after.at()) && !still.contains(each))
                .toList();
    }

    /** All that may end so. */
    private static List<Expired> of(Control control) {
        List<Expired> all = new ArrayList<>();
        control.modes().ordered().ifPresent(order -> all.add(new Expired("mode", Optional.empty(), order.note())));
        control.logging()
                .ordered()
                .ifPresent(order -> all.add(new Expired("log_level", Optional.empty(), order.note())));
        control.paused().ifPresent(note -> all.add(new Expired("pause", Optional.empty(), note)));
        control.policies().forEach((policy, note) -> all.add(new Expired("pause", Optional.of(policy), note)));
        for (Map.Entry<String, Hold> held : control.held().entrySet()) {
            all.add(new Expired(
                    "shape", Optional.of(held.getKey()), held.getValue().order()));
        }
        return all;
    }
}
