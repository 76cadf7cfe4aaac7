package io.steelyard.config;

import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills environment variables into values: <code>${NAME}</code>, <code>${NAME:-default}</code> (when it is unset or
 * empty), and a dollar more for a literal one before a brace.
 */
record Variables(Function<String, @Nullable String> environment) {

    private static final Pattern REFERENCE =
            Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

    /** @throws IllegalArgumentException when a variable is unset or a reference malformed */
    String fill(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        return text.contains("${") ? matcher.replaceAll(found -> Matcher.quoteReplacement(value(found))) : text;
    }

    private String value(MatchResult found) {
        String name = found.group(1);
        if (name == null) {
            if (found.group().equals("$${")) {
                return "${";
            }
            throw new IllegalArgumentException(
                    "has a ${ that is neither ${NAME} nor ${NAME:-default}; write $${ for ${ itself");
        }
        String value = environment.apply(name);
        String otherwise = found.group(2);
        if (otherwise != null) {
            return value == null || value.isEmpty() ? otherwise : value;
        }
        if (value == null) {
            throw new IllegalArgumentException("names the environment variable " + name
                    + ", which is not set; set it, or write ${" + name + ":-default}");
        }
        return value;
    }
}
