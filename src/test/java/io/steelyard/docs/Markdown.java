package io.steelyard.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Markdown file says, as far as the tests look.
 *
 * @param file relative to the repository
 * @param prose the lines outside of fenced blocks
 * @param blocks the fenced blocks, in order
 */
record Markdown(Path file, List<String> prose, List<Block> blocks) {

    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)[^)]*\\)");

    /**
     * A fenced block.
     *
     * @param place FILE:LINE of its first line, for messages
     * @param language the word behind the fence, may be empty
     * @param notRun why no test runs it, from a comment above the fence: {@code <!-- not run: WHY -->}
     */
    record Block(String place, String language, Optional<String> notRun, List<String> lines) {

        boolean isShell() {
            return language.equals("sh");
        }

        /** Its lines without those that go on in the next one. */
        List<String> commandLines() {
            return text().replaceAll("\\\\\n\\s*", " ").lines().toList();
        }

        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    /** The files that we wrote: those at the top, and all below docs and grafana. */
    static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.forEach(files::add);
        }
        for (String folder : List.of("docs", "grafana", "config", "packaging")) {
            try (Stream<Path> below = Files.walk(Path.of(folder))) {
                below.forEach(files::add);
            }
        }
        return files.stream()
                .filter(file -> file.toString().endsWith(".md"))
                .sorted()
                .toList();
    }

    static Markdown of(Path file) throws IOException {
        List<String> prose = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        Block open = null;
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            boolean fence = line.strip().startsWith("```"); // also within a list
            if (fence && open == null) {
                String above =
                        prose.isEmpty() ? "" : prose.get(prose.size() - 1).strip();
                Matcher mark = NOT_RUN.matcher(above);
                Optional<String> notRun = mark.matches() ? Optional.of(mark.group(1)) : Optional.empty();
                open = new Block(
                        file + ":" + (number + 1), line.strip().substring(3).strip(), notRun, new ArrayList<>());
            } else if (fence) {
                blocks.add(open);
                open = null;
            } else if (open != null) {
                open.lines().add(line);
            } else {
                prose.add(line);
            }
        }
        if (open != null) {
            throw new IllegalStateException(open.place() + ": the block is never closed");
        }
        return new Markdown(file, List.copyOf(prose), List.copyOf(blocks));
    }

    /** Targets of links and images. */
    List<String> links() {
        return prose.stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** The anchors of its headings, as GitHub makes them. */
    List<String> anchors() {
        return prose.stream()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(java.util.Locale.ROOT))
                .map(title -> title.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .toList();
    }

    /** The words behind {@code steelyard} or {@code java -jar …steelyard.jar} in the blocks, as {@code PLACE: word}. */
    List<String> commands() {
        Pattern call = Pattern.compile("(?:^\\s*|[$(]\\s*|java -jar \\S*)steelyard(?:\\.jar)? +([a-z][a-z-]*)");
        List<String> commands = new ArrayList<>();
        for (Block block : blocks) {
            for (String line : block.lines()) {
                Matcher found = call.matcher(line);
                while (found.find()) {
                    commands.add(found.group(1));
                }
            }
        }
        return commands;
    }
}
