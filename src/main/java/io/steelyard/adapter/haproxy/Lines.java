package io.steelyard.adapter.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts commands into as few lines as HAProxy takes. */
final class Lines {

    /** A line must fit into HAProxy's buffer of 16 kB. */
    private static final int LONGEST = 8_000;

    private Lines() {}

    /** What goes into each line. */
    static <T> List<List<T>> of(List<T> all, Function<T, String> command) {
        List<List<T>> lines = new ArrayList<>();
        int room = 0;
        for (T each : all) {
            int length = command.apply(each).length() + 1;
            if (length > room) {
                lines.add(new ArrayList<>());
                room = LONGEST;
            }
            lines.get(lines.size() - 1).add(each);
            room -= length;
        }
        return lines;
    }

    static <T> String line(List<T> some, Function<T, String> command) {
        return some.stream().map(command).collect(Collectors.joining(";"));
    }
}
