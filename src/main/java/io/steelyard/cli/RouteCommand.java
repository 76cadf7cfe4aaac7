package io.steelyard.cli;

import static java.util.Objects.requireNonNull;

import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.Route;
import io.steelyard.model.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes a route. */
@Command(
        name = "route",
        description = "Makes a new route to the backends that carry all the labels, and the endpoint if it is missing.",
        footerHeading = "%nExample:%n",
        footer = "  steelyard route www.example.com service=web version=v2")
final class RouteCommand extends ClientCommand {

    @Parameters(index = "0", paramLabel = "PATTERN", description = "The endpoint: a host with an optional path.")
    private String pattern = "";

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "K=V",
            description = "The labels that a backend must carry.")
    private List<String> labels = List.of();

    RouteCommand(ClientCommands.Environment environment) {
        super(environment);
    }

    @Override
    void run(BackplaneClient client, Output out) {
        Route made = requireNonNull(client.route(pattern, pairs()).block());
        if (!out.isTable()) {
            out.data(WireJson.route(made));
        } else {
            out.line(Printable.of(made.id()));
        }
    }

    private Map<String, String> pairs() {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String label : labels) {
            int at = label.indexOf('=');
            if (at < 1) {
                throw usage("label '" + label + "': write KEY=VALUE");
            }
            if (pairs.put(label.substring(0, at), label.substring(at + 1)) != null) {
                throw usage("label '" + label + "': the key is given twice");
            }
        }
        return pairs;
    }
}
