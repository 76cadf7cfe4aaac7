package io.steelyard.cli;

import static java.util.Objects.requireNonNull;

import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.Endpoint;
import io.steelyard.backplane.QueryResponse;
import io.steelyard.backplane.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Sets weights: reads, merges, reads again and compares, writes every route, reads back. */
@Command(
        name = "shape",
        description = {
            "Sets the weights of an endpoint's routes.",
            "",
            "Routes that are not named keep theirs. Nothing is written if the weights change meanwhile.",
            "This goes straight to a Backplane API. Through a running daemon, whose policy then leaves the endpoint"
                    + " alone: steelyard weights."
        },
        footerHeading = "%nExample:%n",
        footer = "  steelyard shape www.example.com route0000=75 route0001=25")
final class ShapeCommand extends ClientCommand {

    @Parameters(index = "0", paramLabel = "PATTERN", description = "The endpoint.")
    private String pattern = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROUTE=WEIGHT", description = "Weights from 0.")
    private List<String> weights = List.of();

    ShapeCommand(ClientCommands.Environment environment) {
        super(environment);
    }

    @Override
    Optional<String> daemonsOwn() {
        return Optional.of("steelyard weights");
    }

    @Override
    void run(BackplaneClient client, Output out) {
        Map<String, Integer> given = RouteWeights.of(weights, this::usage);
        Map<String, Integer> before = read(client, given);
        Map<String, Integer> wanted = new LinkedHashMap<>(before);
        wanted.putAll(given);
        if (wanted.values().stream().allMatch(weight -> weight == 0)) {
            throw new IllegalStateException(
                    "endpoint " + pattern + " would be left without any traffic; give a weight above 0");
        }
        if (!read(client, given).equals(before)) {
            throw new IllegalStateException("the weights of " + pattern
                    + " are being changed by somebody else; nothing was written, try again");
        }
        client.shape(pattern, wanted).block();
        Map<String, Integer> after = read(client, given);
        if (!after.equals(wanted)) {
            throw new IllegalStateException("wrote " + wanted + " to " + pattern + ", but read back " + after);
        }
        show(out, before, after);
    }

    /** The weight of every route, if all of them can be relied upon and the given ones are among them. */
    private Map<String, Integer> read(BackplaneClient client, Map<String, Integer> given) {
        QueryResponse answer = requireNonNull(client.query().block());
        Endpoint endpoint = answer.endpoint(pattern)
                .orElseThrow(() -> new IllegalStateException("there is no endpoint " + pattern));
        Map<String, Integer> present = new LinkedHashMap<>();
        for (Route route : endpoint.routes()) {
            present.put(route.id(), route.weight().orElse(0));
        }
        for (String route : given.keySet()) {
            if (!present.containsKey(route)) {
                throw new IllegalStateException(
                        "endpoint " + pattern + " has no route " + route + ", only " + present.keySet());
            }
        }
        String suspect = answer.oddities().suspects().get(pattern);
        if (suspect != null) {
            throw new IllegalStateException(
                    "endpoint " + pattern + ": " + suspect + "; its weights cannot be relied upon");
        }
        return present;
    }

    private void show(Output out, Map<String, Integer> before, Map<String, Integer> after) {
        if (!out.isTable()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("Pattern", pattern);
            json.put("Before", before);
            json.put("After", after);
            out.data(json);
            return;
        }
        Table table = new Table("ROUTE", "BEFORE", "AFTER");
        after.forEach((route, weight) -> table.row(route, before.getOrDefault(route, 0), weight));
        out.table(table);
    }
}
