package io.steelyard.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the guided fuzzer calls, by these very names, in a process of its own. */
public final class GuidedTarget {

    private static @Nullable ParserFuzz made;
    private static @Nullable Sight sight;
    private static int withoutGuidance;

    private GuidedTarget() {}

    /**
     * @param args one word, since Jazzer cuts at blanks when it starts itself again; between colons the class of the parser,
     *     how many inputs to try by chance instead of the one that is given, 0: none, and the folder for those that took
     *     a new edge
     */
    public static void fuzzerInitialize(String[] args) throws IOException, ReflectiveOperationException {
        String[] words = args[0].split(":", 3);
        Constructor<?> constructor = Class.forName(words[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        made = (ParserFuzz) constructor.newInstance();
        withoutGuidance = Integer.parseInt(words[1]);
        sight = new Sight(Path.of(words[2]));
    }

    /** The very first one is empty, and not one by chance. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        ParserFuzz parser = Objects.requireNonNull(made);
        Sight edges = Objects.requireNonNull(sight);
        if (withoutGuidance > 0 && input.length > 0) {
            byChance(parser, edges);
        } else {
            Fuzzer.one(input, parser);
            edges.keep(input);
        }
    }

    /** And then by as many more, of which nothing is kept, to tell what guidance is worth. */
    private static void byChance(ParserFuzz parser, Sight edges) throws IOException {
        Fuzzer fuzzer = new Fuzzer(1, parser.samples(), parser.pieces());
        fuzzer.run(withoutGuidance, input -> {
            String outcome = parser.outcome(input);
            edges.keep(input);
            return outcome;
        });
        System.out.println(GuidedSearch.HALF + edges.edges());
        fuzzer.run(withoutGuidance, parser);
    }

    /** When all is done. */
    public static void fuzzerTearDown() {
        System.out.println(GuidedSearch.WHOLE + Objects.requireNonNull(sight).edges());
    }
}
