package io.steelyard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Gathers what a command says, so that a failure leaves standard output empty. */
final class Output {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int MOST = 600;

    private final ClientCommand.Format format;
    private final StringBuilder results = new StringBuilder();
    private final List<String> warnings = new ArrayList<>();

    Output(ClientCommand.Format format) {
        this.format = format;
    }

    boolean isJson() {
        return format == ClientCommand.Format.json;
    }

    void json(Object value) {
        try {
            line(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the result cannot be written as JSON", e);
        }
    }

    void line(String text) {
        results.append(text).append('\n');
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
