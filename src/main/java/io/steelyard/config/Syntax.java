package io.steelyard.config;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * What to say about text that is not YAML: where the mistake was made, rather than where the parser noticed, and what to do.
 * Repeats no text of the file, which may be a secret.
 *
 * @param mark null if the place is not known
 */
record Syntax(@Nullable Mark mark, String message) {

    private static final String QUOTE = "put the value in quotes";

    /** A fault of the parser as it words it, and what to say. */
    private record Known(Pattern problem, Pattern context, boolean atContext, String message) {

        Known(String problem, String context, boolean atContext, String message) {
            this(Pattern.compile(problem), Pattern.compile(context), atContext, message);
        }

        boolean fits(String said, String whileDoing) {
            return problem.matcher(said).find() && context.matcher(whileDoing).find();
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known("'\\\\t|TAB|tab character", "", false, "a tab cannot indent YAML; use blanks"),
            // These name what they found, and an unquoted secret may begin with ! & or *.
            new Known(
                    "tag|anchor|alias",
                    "",
                    false,
                    "tags (!), anchors (&) and aliases (*) are not supported; quote the value if it is text"),
            new Known("end of stream", "quoted scalar", true, "a quote opens here and is never closed; close it"),
            new Known(
                    "escape character",
                    "",
                    false,
                    "has a backslash that means nothing in double quotes; take single quotes, or write it twice"),
            new Known(
                    "cannot start any token",
                    "",
                    false,
                    "begins with a character that YAML keeps for itself; " + QUOTE),
            new Known("expected ',' or '}'", "", true, "a { opens here and is not closed where it should be; write }"),
            new Known("expected ',' or ']'", "", true, "a [ opens here and is not closed where it should be; write ]"),
            new Known(
                    "could not find expected ':'",
                    "",
                    true,
                    "has no colon and blank behind the key; write KEY: VALUE, each in a line of its own"),
            new Known(
                    "mapping values are not allowed",
                    "",
                    false,
                    "has a colon where none can be; quote a value that holds one, and put a blank behind that of the"
                            + " key above"),
            new Known(
                    "sequence entries are not allowed",
                    "",
                    false,
                    "begins a list within a line; put each - in a line of its own"),
            new Known(
                    "expected <block end>",
                    "",
                    false,
                    "is indented otherwise than what it belongs to; let keys of one block begin in one column"));

    static Syntax of(MarkedYAMLException fault, String text) {
        String problem = words(fault.getProblem());
        String context = words(fault.getContext());
        String variable = variable(fault.getProblemMark(), text) ? ", and in { } and [ ] put ${...} in quotes" : "";
        for (Known known : KNOWN) {
            if (known.fits(problem, context)) {
                Mark mark = known.atContext() && fault.getContextMark() != null
                        ? fault.getContextMark()
                        : fault.getProblemMark();
                return new Syntax(mark, known.message() + variable);
            }
        }
        return new Syntax(
                fault.getProblemMark(),
                "is not YAML: " + problem + "; look at the line above too, and " + QUOTE + " if it is text" + variable);
    }

    private static String words(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ");
    }

    private static boolean variable(@Nullable Mark mark, String text) {
        return mark != null
                && text.lines().skip(mark.getLine()).findFirst().orElse("").contains("${");
    }
}
