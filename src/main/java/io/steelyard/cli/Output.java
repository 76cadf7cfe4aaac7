package io.steelyard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.steelyard.model.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what a command says, so that a failure leaves standard output empty. */
final class Output {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper LINE = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();
    private static final int MOST = 600;

    private final Format format;
    private final StringBuilder results = new StringBuilder();
    private final List<String> warnings = new ArrayList<>();

    Output(Format format) {
        this.format = format;
    }

    Format format() {
        return format;
    }

    boolean isTable() {
        return format == Format.table;
    }

    /** A value for programs, as the format says: JSON or YAML. */
    void data(@Nullable Object value) {
        try {
            line(
                    format == Format.yaml
                            ? YAML.writeValueAsString(value).stripTrailing()
                            : JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the result cannot be written as " + format, e);
        }
    }

    /** In one line of JSON, its names in snake case. */
    static String object(Record value) {
        try {
            return LINE.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what went wrong cannot be written as JSON", e);
        }
    }

    void line(String text) {
        results.append(text).append('\n');
    }

    /** Whole lines. */
    void text(String lines) {
        results.append(lines);
    }

    void table(Table table) {
        results.append(table.text());
    }

    /** For standard error; the exit code stays 0. */
    void warn(String text) {
        warnings.add(oneLine(text));
    }

    void flush(PrintWriter out, PrintWriter err) {
        out.print(results);
        out.flush();
        warnings.forEach(warning -> err.println("warning: " + warning));
        err.flush();
    }

    static String oneLine(String text) {
        return Printable.line(text, MOST);
    }
}
