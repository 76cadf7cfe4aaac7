package io.steelyard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.steelyard.cli.ClientCommands.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What all orders to a running daemon have in common: who and why, what would change, and what came of it. */
abstract class OrderCommand implements Callable<Integer> {

    /** What every answer to an order has. */
    private static final String ORDERS = "orders";

    private static final Map<String, Object> PREVIEW = Map.of("preview", true);

    @Mixin
    private final Daemon daemon;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why; stands on the page and in the audit log.")
    private String reason = "";

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description =
                    "Who you are. Default: the variable USER; without it the daemon's user of the listener, or admin.")
    private @Nullable String by;

    @Option(names = "--dry-run", description = "Say what it would change, and change nothing.")
    private boolean dryRun;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, json or yaml for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    private final Environment environment;

    OrderCommand(Environment environment) {
        this.environment = environment;
        this.daemon = new Daemon(environment);
    }

    /** After which an order ends by itself. */
    static final class Term {

        @Option(names = "--for", paramLabel = "D", description = "End it after so long, such as 30m. Default: by hand.")
        private @Nullable String term;

        void into(Map<String, Object> body) {
            if (term != null) {
                body.put("for", term);
            }
        }
    }

    /** Where the order goes, under {@code /api/v1/}. */
    abstract String path();

    /** The endpoint that it is about; empty if it is about none. */
    String about() {
        return "";
    }

    /** More members of the body. */
    void complete(Map<String, Object> body) {}

    /** Who has to agree to what would change before it is done; null: nobody. */
    @Nullable
    Terminal asks() {
        return null;
    }

    @Override
    public final Integer call() throws IOException {
        Map<String, Object> body = body(); // what was typed is judged first, whoever is there to be asked
        Terminal asked = dryRun ? null : asks();
        if (asked != null && !asked.isThere()) {
            throw usage("standard input is no terminal, so nobody can be asked; give --yes, or --dry-run to see"
                    + " what would change");
        }
        if (dryRun) {
            return told(order(body, PREVIEW));
        }
        if (asked == null) {
            return told(order(body, Map.of()));
        }
        JsonNode preview = order(body, PREVIEW).json(ORDERS);
        if (!agreed(preview, asked)) {
            throw FailedException.mistakes(List.of("nothing was changed"), CommandLine.ExitCode.SOFTWARE);
        }
        JsonNode basis = preview.path("basis"); // which an older daemon does not tell
        return told(order(body, basis.isTextual() ? Map.of("basis", basis.asText()) : Map.of()));
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("reason", reason);
        String name = by != null ? by : environment.get("USER");
        if (name != null && !name.isBlank()) {
            body.put("by", name);
        }
        complete(body);
        return body;
    }

    private Reply order(Map<String, Object> body, Map<String, Object> more) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>(body);
        all.putAll(more);
        return daemon.post("/api/v1/" + path(), all);
    }

    /** The result alone goes to standard output. */
    private boolean agreed(JsonNode preview, Terminal asked) throws IOException {
        PrintWriter err = err();
        err.print(OrderText.changes(preview, about()));
        err.print("Do it? [y/N] ");
        err.flush();
        return Set.of("y", "yes").contains(asked.answer().strip().toLowerCase(Locale.ROOT));
    }

    private int told(Reply reply) {
        JsonNode answer = reply.json(ORDERS);
        Output out = new Output(format);
        if (!out.isTable()) {
            out.data(answer);
        } else if (dryRun) {
            out.text(OrderText.changes(answer, about()));
        } else {
            out.text(OrderText.done(answer, about()));
        }
        out.flush(line().getOut(), err());
        return CommandLine.ExitCode.OK;
    }

    final ParameterException usage(String message) {
        return daemon.usage(message);
    }

    private PrintWriter err() {
        return line().getErr();
    }

    private CommandLine line() {
        return Objects.requireNonNull(spec).commandLine();
    }
}
