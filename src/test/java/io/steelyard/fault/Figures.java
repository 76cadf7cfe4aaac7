package io.steelyard.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures of long runs, kept in files beside the tests, of which docs/reliability.md is made. */
public final class Figures {

    private static final Path FOLDER = Path.of("src/test/resources/reliability");

    private Figures() {}

    /** Keeps these figures, with {@code -Dgolden.write=true}; else does nothing. */
    public static void record(String name, String... keysAndValues) {
        if (!Boolean.getBoolean("golden.write")) {
            return;
        }
        Map<String, String> figures = new TreeMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            figures.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    FOLDER.resolve(name + ".properties"),
                    figures.entrySet().stream()
                            .map(each -> each.getKey() + "=" + each.getValue() + "\n")
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of all runs that begin so, in their order. */
    static List<String> named(String begin) {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".properties", ""))
                    .filter(name -> name.startsWith(begin))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The figures of a run, or nothing if it was not run yet. */
    public static Map<String, String> of(String name) {
        Path file = FOLDER.resolve(name + ".properties");
        if (!Files.exists(file)) {
            return Map.of();
        }
        Properties read = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read.entrySet().stream()
                .collect(Collectors.toMap(
                        each -> each.getKey().toString(),
                        each -> each.getValue().toString()));
    }
}
