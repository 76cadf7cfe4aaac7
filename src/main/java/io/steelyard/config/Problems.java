package io.steelyard.config;

import io.steelyard.model.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong with one file. */
final class Problems {

    // Enough to mend a file by; a file of a million bad keys is not worth a million lines.
    private static final int LIMIT = 200;

    private final String file;
    private final List<Problem> found = new ArrayList<>();
    private int untold;

    Problems(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void add(@Nullable Mark mark, String key, String message) {
        if (found.size() >= 100 * LIMIT) {
            untold++;
            return;
        }
        Optional<String> outside = Overlay.origin(mark);
        int line = mark == null || outside.isPresent() ? 0 : mark.getLine() + 1;
        int column = mark == null || outside.isPresent() ? 0 : mark.getColumn() + 1;
        found.add(new Problem(outside.orElse(file), line, column, Printable.of(key), Printable.of(message)));
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> inOrder() {
        List<Problem> sorted = new ArrayList<>(found);
        Collections.sort(sorted);
        if (sorted.size() <= LIMIT) {
            return sorted;
        }
        List<Problem> first = new ArrayList<>(sorted.subList(0, LIMIT));
        first.add(new Problem(
                file, 0, 0, "", "has " + (sorted.size() - LIMIT + untold) + " more problems; mend these first"));
        return first;
    }
}
