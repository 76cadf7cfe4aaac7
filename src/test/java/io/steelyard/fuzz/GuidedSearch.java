package io.steelyard.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A search in which Jazzer sees the branches of our code, and of the parsers of JSON and YAML below it. What takes a new
 * one is kept, the shortest of what it begins with first. It runs in a process of its own, since it changes the classes that it loads.
 */
final class GuidedSearch {

    /** Beside the time of the searches. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** For one input; what takes longer is a defect. */
    private static final Duration SLOW = Duration.ofMinutes(10);

    private static final String SEEN =
            "io.steelyard.**:com.fasterxml.jackson.**:org.yaml.snakeyaml.**:io.netty.handler.codec.http.QueryString*";

    /** Before the number of edges that were taken and that of inputs, halfway and at the end of a search. */
    static final String HALF = "edges and inputs halfway: ";

    static final String WHOLE = "edges and inputs: ";

    private final ParserFuzz parser;
    private final Duration time;

    /** @param time that each search takes, whole seconds */
    GuidedSearch(ParserFuzz parser, Duration time) {
        this.parser = parser;
        this.time = time;
    }

    /**
     * How far a search came.
     *
     * @param edges of the program that some input took
     * @param inputs that were tried
     */
    record Reached(long edges, long inputs) {

        @Override
        public String toString() {
            return edges + " edges by " + inputs + " inputs";
        }
    }

    /** @param found inputs of which each took a new edge */
    record Guided(Reached reached, List<byte[]> found) {}

    /**
     * By chance, as {@link Fuzzer} does it.
     *
     * @param longer as long again
     * @param found inputs of the first half of which each took a new edge
     */
    record Chance(Reached reached, Reached longer, List<byte[]> found) {}

    /** From these, of which it gives back those that are worth keeping; fails at the first defect, with its input. */
    Guided from(List<byte[]> samples) throws IOException {
        Path folder = Files.createTempDirectory("guided");
        try {
            String said = run(
                    Duration.ZERO,
                    folder,
                    "-max_total_time=" + time.toSeconds(),
                    "-max_len=" + Fuzzer.LONGEST,
                    "-dict=" + dictionary(folder),
                    Files.createDirectory(folder.resolve("found")).toString(),
                    write(folder.resolve("begin"), samples).toString());
            return new Guided(reached(WHOLE, said), read(folder.resolve("kept")));
        } finally {
            remove(folder);
        }
    }

    /** With the same measure of what was reached. */
    Chance withoutGuidance() throws IOException {
        Path folder = Files.createTempDirectory("blind");
        try {
            String said = run(
                    time,
                    folder,
                    "-runs=1",
                    Files.createDirectory(folder.resolve("found")).toString());
            return new Chance(reached(HALF, said), reached(WHOLE, said), read(folder.resolve("kept")));
        } finally {
            remove(folder);
        }
    }

    private String run(Duration byChance, Path folder, String... arguments) throws IOException {
        Path said = folder.resolve("said");
        Duration patience = PATIENCE.plus(time.multipliedBy(2));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + GuidedTarget.class.getName(),
                "--target_args=" + parser.getClass().getName() + ":" + byChance.toSeconds() + ":"
                        + folder.resolve("kept"),
                "--instrumentation_includes=" + SEEN,
                "--custom_hook_includes=" + SEEN,
                "--instrumentation_excludes=io.steelyard.fuzz.**:"
                        + parser.getClass().getName(),
                // A configuration may hold regular expressions.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-rss_limit_mb=0",
                // All that are tried by chance are one input for Jazzer.
                "-timeout=" + (byChance.isZero() ? SLOW : patience).toSeconds()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            boolean ended = process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(said, ISO_8859_1);
            if (!ended || process.exitValue() != 0) {
                throw new AssertionError(parser.getClass().getSimpleName() + ": " + text);
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Reached reached(String when, String said) {
        return said.lines()
                .filter(line -> line.startsWith(when))
                .map(line -> line.substring(when.length()).split(" "))
                .map(words -> new Reached(Long.parseLong(words[0]), Long.parseLong(words[1])))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no word of what was reached: " + said));
    }

    private Path dictionary(Path folder) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String piece : parser.pieces()) {
            lines.append('"');
            for (byte each : ParserFuzz.bytes(piece)) {
                lines.append(String.format("\\x%02x", each));
            }
            lines.append("\"\n");
        }
        return Files.writeString(folder.resolve("dictionary"), lines);
    }

    /** Makes a folder of these. */
    private static Path write(Path folder, List<byte[]> inputs) throws IOException {
        Files.createDirectory(folder);
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(folder.resolve("input-" + i), inputs.get(i));
        }
        return folder;
    }

    private static List<byte[]> read(Path folder) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                inputs.add(Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
