package io.steelyard.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the guided fuzzer calls, by these very names, in a process of its own. */
public final class GuidedTarget {

    private static @Nullable ParserFuzz made;
    private static int withoutGuidance;
    private static Path kept = Path.of("");

    private GuidedTarget() {}

    /**
     * @param args one word, since Jazzer cuts at blanks when it starts itself again; between colons the class of the parser,
     *     how many inputs to try by chance instead of the one that is given, 0: none, and the folder for what chance found
     */
    public static void fuzzerInitialize(String[] args) throws ReflectiveOperationException {
        String[] words = args[0].split(":", 3);
        Constructor<?> constructor = Class.forName(words[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        made = (ParserFuzz) constructor.newInstance();
        withoutGuidance = Integer.parseInt(words[1]);
        kept = Path.of(words[2]);
    }

    /** The very first one is empty and not measured. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        ParserFuzz parser = Objects.requireNonNull(made);
        if (withoutGuidance > 0 && input.length > 0) {
            Fuzzer fuzzer = new Fuzzer(1, parser.samples(), parser.pieces());
            fuzzer.run(withoutGuidance, parser);
            GuidedSearch.write(kept, fuzzer.samples());
        } else {
            Fuzzer.one(input, parser);
        }
    }
}
