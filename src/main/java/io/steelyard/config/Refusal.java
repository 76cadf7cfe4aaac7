package io.steelyard.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A file that was read again while the agent runs and was not taken, so that what it said before still counts.
 *
 * @param file as it is called
 * @param since when it was refused first without being taken meanwhile
 * @param at when it was refused last
 * @param why it was read then
 * @param lines what is wrong, one at least
 * @param remedy what ends it
 */
public record Refusal(String file, Instant since, Instant at, String why, List<String> lines, String remedy) {

    /** For a file whose mistake would also end the next start. */
    public static final String MEND = "mend it, and it is read again by itself; until then a restart fails";

    public Refusal {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(file + " is refused for nothing; say what is wrong with it");
        }
    }

    /** One that was not refused before. */
    public static Refusal of(String file, Instant at, String why, List<String> lines, String remedy) {
        return new Refusal(file, at, at, why, lines, remedy);
    }

    /** The same, refused for as long as that before it. */
    public Refusal after(Optional<Refusal> before) {
        return before.map(first -> new Refusal(file, first.since(), at, why, lines, remedy))
                .orElse(this);
    }

    /** True if this is what is wrong with it. */
    public boolean says(List<String> all) {
        return lines.equals(all);
    }

    /** What is wrong first, and how much more is. */
    public String first() {
        return lines.get(0) + (lines.size() > 1 ? " (and " + (lines.size() - 1) + " more)" : "");
    }
}
