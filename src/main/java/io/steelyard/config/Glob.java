package io.steelyard.config;

import org.jspecify.annotations.Nullable;

/** A pattern for names, in which {@code *} stands for any text, also none. Equal when the text is. */
public final class Glob {

    // Stands for "any text" when one glob is held against another; no name contains it.
    private static final String ANY = "\u0000";

    private final String text;

    private Glob(String text) {
        this.text = text;
    }

    /** Every text but the empty one is a glob. */
    public static Glob parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty; write a name, or * for all");
        }
        return new Glob(text);
    }

    public String text() {
        return text;
    }

    /** Takes time in proportion to the length of the name times that of the glob, whatever they are. */
    public boolean matches(String name) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < name.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < text.length() && text.charAt(at) == name.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                // Only the last star needs to give way: what an earlier one took could be taken by this one too.
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        return text.substring(at).chars().allMatch(c -> c == '*');
    }

    /** Whether each name that {@code other} matches is matched by this one too. */
    boolean covers(Glob other) {
        return matches(other.text.replace("*", ANY));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Glob glob && text.equals(glob.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
