package io.steelyard.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fault.Figures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A parser that strangers feed: whatever comes is read or refused, and anything else that is thrown is a defect. A
 * subclass names the parser and what a search begins with. It needs a constructor without parameters, because the
 * guided search makes one in a process of its own.
 */
public abstract class ParserFuzz implements Fuzzer.Parser {

    private static final int SHORT = 4_000;

    /** Each of a parser's three long searches, in whole seconds: by chance, as long again, and with guidance. */
    private static final Duration LONG = Duration.parse(System.getProperty("fuzz.time", "PT20S"));

    /** Pieces of JSON. */
    protected static final List<String> JSON = List.of(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-0", "1e999", "NaN", "0.1",
            "\u0000", "\u2028", "é");

    /** Pieces of YAML, and of the variables in it. */
    protected static final List<String> YAML = List.of(
            ":", "- ", "  ", "\n", "{", "}", "[", "]", ",", "\"", "'", "#", "&a ", "*a", "!!x ", "|\n", "? ", "${HOME}",
            "${", "0", "null", "\t", "\u2028", "---\n");

    private @Nullable Path written;

    /** Good inputs, and bad ones that are worth changing. */
    protected abstract List<byte[]> samples() throws IOException;

    /** What is put in now and then. */
    protected abstract List<String> pieces();

    /** A few thousand inputs have so many different outcomes at least; with fewer the search goes nowhere. */
    protected abstract int outcomes();

    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A file with this in it; there is one, which the next call writes anew. */
    protected final Path file(byte[] input) throws IOException {
        Path file = written == null ? Files.createTempFile("fuzz", ".input") : written;
        written = file;
        file.toFile().deleteOnExit();
        return Files.write(file, input);
    }

    @Test
    void whatever_comes_is_read_or_refused() throws IOException {
        assertThat(new Fuzzer(1, samples(), pieces()).run(SHORT, this))
                .as("different outcomes")
                .isGreaterThanOrEqualTo(outcomes());
    }

    @Test
    void so_is_what_long_searches_kept() throws IOException {
        Corpus.of(getClass()).inputs().forEach(input -> Fuzzer.one(input, this));
    }

    /**
     * Goes on from what chance has found, and from what was kept before. {@code -Dgolden.write=true} keeps what took an edge that none
     * before it had, and the figures for docs/reliability.md.
     */
    @Test
    @Tag("long")
    void so_is_what_a_search_finds_that_sees_the_branches() throws IOException {
        Corpus kept = Corpus.of(getClass());
        GuidedSearch search = new GuidedSearch(this, LONG);
        GuidedSearch.Chance chance = search.withoutGuidance();
        List<byte[]> begin = new ArrayList<>(kept.inputs());
        begin.addAll(chance.found());
        GuidedSearch.Guided guided = search.from(begin);
        System.out.printf(
                "%s, %d s each: by chance %s; as long again by chance %s, with guidance %s%n",
                kept.name(), LONG.toSeconds(), chance.reached(), chance.longer(), guided.reached());
        Figures.record(
                "fuzz-" + kept.name(),
                "day",
                LocalDate.now(ZoneOffset.UTC).toString(),
                "time",
                "3 x " + LONG.toSeconds() + " s",
                "inputs",
                Long.toString(chance.longer().inputs() + guided.reached().inputs()),
                "chance",
                Long.toString(chance.reached().edges()),
                "chance_longer",
                Long.toString(chance.longer().edges()),
                "guided",
                Long.toString(guided.reached().edges()),
                "kept",
                Integer.toString(kept.keep(guided.found())));
    }
}
