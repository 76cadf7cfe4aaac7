package io.steelyard.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Inputs by which a guided search reached what chance had not, kept in a file beside the tests, one a line.
 *
 * @param name of the parser
 */
record Corpus(String name, Path file) {

    private static final Path FOLDER = Path.of("src/test/resources/fuzz");

    static Corpus of(Class<? extends ParserFuzz> parser) {
        String name = parser.getSimpleName().replace("FuzzTest", "");
        return new Corpus(name, FOLDER.resolve(name + ".txt"));
    }

    /** None if nothing was kept yet. */
    List<byte[]> inputs() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(Base64.getDecoder()::decode).toList();
        }
    }

    /** With {@code -Dgolden.write=true}; else does nothing. */
    void keep(List<byte[]> inputs) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file,
                    inputs.stream()
                            .sorted(Comparator.<byte[]>comparingInt(each -> each.length)
                                    .thenComparing(Arrays::compare))
                            .map(each -> Base64.getEncoder().encodeToString(each) + "\n")
                            .collect(Collectors.joining()));
        }
    }
}
