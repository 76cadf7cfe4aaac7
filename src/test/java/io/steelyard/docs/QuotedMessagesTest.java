package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message that a document explains is one that the program says: three or four words in a row stand in its source. */
class QuotedMessagesTest {

    private static final Pattern ROW = Pattern.compile("\\| (`+) ?(.+?) ?\\1 \\|.*");
    private static final Pattern HOLD = Pattern.compile("hold ([a-z_]+)(:.*)?");

    @ParameterizedTest
    @ValueSource(strings = {"docs/troubleshooting.md", "docs/haproxy.md"})
    void every_message_explained_is_one_that_the_program_says(String document) throws IOException {
        List<String> messages = messages(Path.of(document));
        String sources = sources();

        assertThat(messages).hasSizeGreaterThan(8);
        assertThat(messages)
                .allSatisfy(message -> assertThat(isSaid(message, sources))
                        .as("%s: %s", document, message)
                        .isTrue());
    }

    /** The first cells of tables that are headed "message" or "it shows", as far as they are quoted. */
    private static List<String> messages(Path document) throws IOException {
        List<String> messages = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            inside = line.startsWith("| message |")
                    || line.startsWith("| it shows |")
                    || (inside && line.startsWith("|"));
            Matcher row = ROW.matcher(line);
            if (inside && row.matches()) {
                messages.add(row.group(2));
            }
        }
        return messages;
    }

    private static boolean isSaid(String message, String sources) {
        Matcher hold = HOLD.matcher(message);
        if (hold.matches()) {
            return Arrays.stream(Reason.Code.values())
                    .anyMatch(code -> code.name().equalsIgnoreCase(hold.group(1)));
        }
        String[] words = message.replace("`", "").split(" ");
        int run = words.length > 5 ? 4 : Math.min(3, words.length);
        return IntStream.rangeClosed(0, words.length - run)
                .mapToObj(at -> String.join(" ", Arrays.asList(words).subList(at, at + run)))
                .map(text -> text.replaceAll("^\\.\\.\\. | ?\\.\\.\\.$", ""))
                .anyMatch(text -> text.length() > 8 && sources.contains(text));
    }

    /** All string literals, those that are put together as one. */
    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(QuotedMessagesTest::text)
                    .collect(Collectors.joining("\n"))
                    .replaceAll("\"\\s*\\+\\s*\"", "")
                    .replace("`", "");
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
