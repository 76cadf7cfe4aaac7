package io.steelyard.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The documentation of just this version, out of the jar. Each file has the path that it has in the sources, so links
 * among them lead where they should without being touched. What is packed says the pom.
 */
final class Manual {

    /** Where reading begins. */
    static final String FIRST = "README.md";

    /** Plain names only, so that nothing leads out of the folder. */
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");

    private Manual() {}

    static List<String> paths() {
        return List.of("/" + FIRST, "/{document}");
    }

    /**
     * What stands under a path.
     *
     * @param html true for a page, where there is one; else the text as it was written
     * @return empty if there is nothing
     */
    static Optional<Answer> answer(String path, boolean html, boolean gzip) {
        String name = path.replaceFirst("^/", "");
        return text(name)
                .map(text -> html && name.endsWith(".md")
                        ? Answer.ok(Answer.HTML, utf8(Article.of(name, text)), gzip)
                        : Answer.ok(Answer.PLAIN, utf8(text), gzip));
    }

    /** True if there is something under a name, which is a path without the slash at its begin. */
    static boolean has(String name) {
        return NAME.matcher(name).matches() && Manual.class.getResource("manual/" + name) != null;
    }

    private static Optional<String> text(String name) {
        return has(name) ? Optional.of(read(Manual.class.getResourceAsStream("manual/" + name))) : Optional.empty();
    }

    private static String read(@Nullable InputStream resource) {
        if (resource == null) {
            throw new IllegalStateException("a document of the jar is gone");
        }
        try (resource) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
