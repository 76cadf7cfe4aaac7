package io.steelyard.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Command lines as documents and help show them. */
final class Shown {

    private static final Pattern CALL =
            Pattern.compile("\\s*(?:steelyard|java -jar \\S*steelyard\\.jar) +(?<rest>\\S.*)");
    /** What is said about it stands behind a #, or behind three blanks in help; then what the shell does with it. */
    private static final Pattern BEHIND = Pattern.compile(" +#.*| {3,}.*| +[>|&].*");

    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    private Shown() {}

    /** The words behind {@code steelyard}; empty if the line is no call of it that could be tried, such as a synopsis. */
    static List<String> words(String line) {
        Matcher call = CALL.matcher(line);
        if (!call.matches() || call.group("rest").matches(".*[\\[(…].*|[A-Z: ].*|is .*|[a-z]+, .*")) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(BEHIND.matcher(call.group("rest")).replaceFirst(""));
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }
}
