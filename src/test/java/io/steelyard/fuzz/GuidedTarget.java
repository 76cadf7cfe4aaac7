package io.steelyard.fuzz;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What the guided fuzzer calls, by these very names, in a process of its own. */
public final class GuidedTarget {

    private static @Nullable ParserFuzz made;
    private static @Nullable Sight sight;
    private static Duration byChance = Duration.ZERO;
    private static long tried;

    private GuidedTarget() {}

    /**
     * @param args one word, since Jazzer cuts at blanks when it starts itself again; between colons the class of the parser,
     *     how many seconds to try inputs by chance instead of the one that is given, 0: not at all, and the folder for
     *     those that took a new edge
     */
    public static void fuzzerInitialize(String[] args) throws IOException, ReflectiveOperationException {
        String[] words = args[0].split(":", 3);
        Constructor<?> constructor = Class.forName(words[0]).getDeclaredConstructor();
        constructor.setAccessible(true);
        made = (ParserFuzz) constructor.newInstance();
        byChance = Duration.ofSeconds(Long.parseLong(words[1]));
        sight = new Sight(Path.of(words[2]));
    }

    /** The very first one is empty, and not one by chance. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (byChance.isZero() || input.length == 0) {
            Fuzzer.one(input, GuidedTarget::seen);
        } else {
            searchByChance();
        }
    }

    /** And then as long again, of which nothing is kept, to tell what guidance is worth. */
    private static void searchByChance() throws IOException {
        ParserFuzz parser = Objects.requireNonNull(made);
        Fuzzer fuzzer = new Fuzzer(1, parser.samples(), parser.pieces());
        fuzzer.run(timeLeft(), GuidedTarget::seen);
        say(GuidedSearch.HALF);
        fuzzer.run(timeLeft(), GuidedTarget::counted);
    }

    private static BooleanSupplier timeLeft() {
        long start = System.nanoTime();
        return () -> System.nanoTime() - start < byChance.toNanos();
    }

    private static String seen(byte[] input) throws Exception {
        String outcome = counted(input);
        Objects.requireNonNull(sight).keep(input);
        return outcome;
    }

    private static String counted(byte[] input) throws Exception {
        tried++;
        return Objects.requireNonNull(made).outcome(input);
    }

    /** When all is done. */
    public static void fuzzerTearDown() {
        say(GuidedSearch.WHOLE);
    }

    private static void say(String when) {
        System.out.println(when + Objects.requireNonNull(sight).edges() + " " + tried);
    }
}
