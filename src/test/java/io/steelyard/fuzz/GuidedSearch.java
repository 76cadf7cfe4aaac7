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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A search in which Jazzer sees the branches of our code, and of the parsers of JSON and YAML below it, and keeps each
 * input that takes a new one. It runs in a process of its own, since it changes the classes that it loads.
 */
final class GuidedSearch {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final String SEEN =
            "io.steelyard.**:com.fasterxml.jackson.**:org.yaml.snakeyaml.**:io.netty.handler.codec.http.QueryString*";
    private static final Pattern PROGRESS = Pattern.compile("(?m)^#(\\d+)\\s+\\w+ +cov: (\\d+) .*$");

    private final ParserFuzz parser;

    GuidedSearch(ParserFuzz parser) {
        this.parser = parser;
    }

    /**
     * How far a search came.
     *
     * @param edges of the program that some input took
     * @param found inputs that reached what none before them had
     */
    record Reached(long inputs, long edges, List<byte[]> found) {

        @Override
        public String toString() {
            return inputs + " inputs, " + edges + " edges, " + found.size() + " found";
        }
    }

    /** From these; fails at the first defect, with its input. */
    Reached from(List<byte[]> samples, int inputs) throws IOException {
        Path folder = Files.createTempDirectory("guided");
        try {
            Path begin = write(folder.resolve("begin"), samples);
            Path found = write(folder.resolve("found"), List.of());
            String said = run(
                    0,
                    folder,
                    "-runs=" + inputs,
                    "-max_len=4096",
                    "-dict=" + dictionary(folder),
                    found.toString(),
                    begin.toString());
            return reached(said, inputs, read(found));
        } finally {
            remove(folder);
        }
    }

    /** By chance, as {@link Fuzzer} does it, with the same measure of what was reached. */
    Reached withoutGuidance(int inputs) throws IOException {
        Path folder = Files.createTempDirectory("blind");
        try {
            Path none = write(folder.resolve("corpus"), List.of());
            String said = run(inputs, folder, "-runs=1", none.toString());
            return reached(said, inputs, read(folder.resolve("kept")));
        } finally {
            remove(folder);
        }
    }

    private String run(int withoutGuidance, Path folder, String... arguments) throws IOException {
        Path said = folder.resolve("said");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx700m",
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + GuidedTarget.class.getName(),
                "--target_args=" + parser.getClass().getName() + ":" + withoutGuidance + ":" + folder.resolve("kept"),
                "--instrumentation_includes=" + SEEN,
                "--custom_hook_includes=" + SEEN,
                "--instrumentation_excludes=io.steelyard.fuzz.**:"
                        + parser.getClass().getName(),
                // A configuration may hold regular expressions.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.RegexInjection",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-rss_limit_mb=0",
                "-timeout=600"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
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

    private static Reached reached(String said, int inputs, List<byte[]> found) {
        Matcher progress = PROGRESS.matcher(said);
        long edges = 0;
        while (progress.find()) {
            edges = Math.max(edges, Long.parseLong(progress.group(2)));
        }
        if (edges == 0) {
            throw new AssertionError("no word of what was reached: " + said);
        }
        return new Reached(inputs, edges, found);
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
    static Path write(Path folder, List<byte[]> inputs) throws IOException {
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
