package io.steelyard.cli;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How results are written. */
enum Format {
    table,
    json,
    yaml;

    private static final Pattern OPTION = Pattern.compile("(?:-o|--output=?)=?(.*)", Pattern.DOTALL);

    /**
     * True if the words of a command line ask for what programs read. Found in the words and not in what was parsed,
     * because they may be wrong ones.
     */
    static boolean isForProgram(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            Matcher option = OPTION.matcher(words.get(at));
            if (words.get(at).equals("--")) {
                return false;
            }
            if (option.matches()) {
                String value = option.group(1).isEmpty() && at + 1 < words.size() ? words.get(at + 1) : option.group(1);
                return List.of(json.name(), yaml.name()).contains(value.toLowerCase(Locale.ROOT));
            }
        }
        return false;
    }
}
