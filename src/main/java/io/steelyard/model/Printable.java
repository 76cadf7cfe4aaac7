package io.steelyard.model;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes foreign text fit for people's eyes: nothing in the result moves a terminal's cursor, turns its writing round or
 * begins another line. What would do so is shown as its number, such as {@code \\u001b}.
 */
public final class Printable {

    private static final int LISTED = 5;

    private Printable() {}

    /** The whole text; each odd character is escaped. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(Printable::odd)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (odd(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    /** The text as {@link #of} shows it, cut with an ellipsis to so many characters. */
    public static String of(String text, int most) {
        String out = of(text);
        return out.codePointCount(0, out.length()) <= most
                ? out
                : out.substring(0, out.offsetByCodePoints(0, most - 1)) + "…";
    }

    /**
     * So many of something: "1 route", "2 routes".
     *
     * @param one what one of them is called; more of them have an s at the end
     */
    public static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }

    /** A message of one or more lines as one, cut with an ellipsis to so many characters. */
    public static String line(String message, int most) {
        return of(message.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; "), most);
    }

    /** The first five of these, and how many more there are. */
    public static <T> String list(Collection<T> all, Function<T, String> text) {
        return list(all.stream().limit(LISTED).map(text).toList(), all.size());
    }

    /** What becomes of weights, of those alone that change: "blue 100 -> 0, green 50 -> 55 and 3 more". */
    public static String changes(Map<String, Integer> before, Map<String, Integer> after) {
        return list(
                after.entrySet().stream()
                        .filter(route -> !route.getValue().equals(before.get(route.getKey())))
                        .toList(),
                route -> route.getKey() + " " + before.get(route.getKey()) + " -> " + route.getValue());
    }

    /** Some of so many things. */
    public static String list(List<String> some, int of) {
        return String.join(", ", some) + (of > some.size() ? " and " + (of - some.size()) + " more" : "");
    }

    private static boolean odd(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }
}
