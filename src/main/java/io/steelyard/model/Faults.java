package io.steelyard.model;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the values of a settings record, so that all of it is told at once. */
public final class Faults {

    private final List<SettingException> found = new ArrayList<>();

    /**
     * Adds one unless the condition holds.
     *
     * @param key as of a {@link SettingException}
     * @param message as of a {@link SettingException}
     * @param reads the keys of the record that the condition is made of, if not of this one alone: where one of them has no
     *     value that can be used, nothing is said of it
     */
    public Faults unless(boolean holds, String key, String message, String... reads) {
        if (!holds) {
            found.add(new SettingException(key, message, reads.length == 0 ? List.of(key) : List.of(reads)));
        }
        return this;
    }

    /** @throws SettingException if anything is wrong: the first, which has the others with it */
    public void raise() {
        if (!found.isEmpty()) {
            SettingException first = found.get(0);
            found.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}
