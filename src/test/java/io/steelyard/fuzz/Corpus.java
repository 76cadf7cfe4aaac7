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
 * Inputs of which each takes an edge of the program that none before it took, kept in a file beside the tests, one a line.
 * A search begins with them, and each build tries them again.
 *
 * @param name of the parser
 */
record Corpus(String name, Path file) {

    private static final int MOST = 300;
    private static final long MOST_BYTES = 500_000;
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

    /**
     * With {@code -Dgolden.write=true}; else keeps nothing.
     *
     * @return how many are kept: the shortest, if they are many
     */
    int keep(List<byte[]> inputs) throws IOException {
        List<byte[]> some = bounded(inputs);
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    file,
                    some.stream()
                            .map(each -> Base64.getEncoder().encodeToString(each) + "\n")
                            .collect(Collectors.joining()));
        }
        return some.size();
    }

    private static List<byte[]> bounded(List<byte[]> inputs) {
        long[] bytes = {0};
        return inputs.stream()
                .sorted(Comparator.<byte[]>comparingInt(each -> each.length).thenComparing(Arrays::compare))
                .takeWhile(each -> (bytes[0] += each.length) <= MOST_BYTES)
                .limit(MOST)
                .toList();
    }
}
