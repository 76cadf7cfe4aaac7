package io.steelyard.backplane;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of texts that people will see. */
final class Secrets {

    static final String HIDDEN = "<secret>";

    private static final int SHOWN = 300;
    private static final Pattern MEMBER = Pattern.compile("\"token\"\\s*+:\\s*+\"", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** The value of the Authorization header. */
    static String basic(String token) {
        return "Basic " + Base64.getEncoder().encodeToString((token + ":").getBytes(StandardCharsets.UTF_8));
    }

    /** One short line without the client's token, in either form, or the Token of an answer. */
    static String scrub(String text, String token) {
        return oneLine(hidden(text, token));
    }

    /** The same as long as it was, with its lines. */
    static String hidden(String text, String token) {
        String shown = withoutMembers(text);
        return token.isEmpty()
                ? shown
                : shown.replace(token, HIDDEN).replace(basic(token).substring("Basic ".length()), HIDDEN);
    }

    /** By hand: a pattern would take a frame of the stack for each character of a text that a stranger chose. */
    private static String withoutMembers(String text) {
        StringBuilder shown = new StringBuilder();
        Matcher member = MEMBER.matcher(text);
        int at = 0;
        while (member.find(at)) {
            shown.append(text, at, member.end()).append(HIDDEN);
            at = closingQuote(text, member.end());
        }
        return shown.append(text, at, text.length()).toString();
    }

    /** Where the text in quotes ends that began before here; the end of all if it was cut off. */
    private static int closingQuote(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    /** On one line, without control characters, and not too long. */
    static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\s]+", " ").strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }
}
