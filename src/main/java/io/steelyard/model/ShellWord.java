package io.steelyard.model;

import java.util.regex.Pattern;

/** Text as one word of a POSIX shell, so that a name can be pasted and does nothing else than name. */
public final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    private ShellWord() {}

    /**
     * The text itself where it is harmless, else in single quotes.
     *
     * @param text anything, as a balancer tells it
     * @return one word for a POSIX shell, whatever stands in the text
     */
    public static String of(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
