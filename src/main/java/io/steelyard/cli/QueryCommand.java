package io.steelyard.cli;

import static java.util.Objects.requireNonNull;

import io.steelyard.backplane.Backend;
import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.Endpoint;
import io.steelyard.backplane.QueryResponse;
import io.steelyard.backplane.Route;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Shows everything that the account owns. */
@Command(
        name = "query",
        description = "Shows the endpoints with their routes, and the backends.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  STEELYARD_TOKEN=... steelyard query --url https://balancer.example.com",
            "  steelyard query --url http://127.0.0.1:9791 --token-file token -o json"
        })
final class QueryCommand extends ClientCommand {

    QueryCommand(ClientCommands.Environment environment) {
        super(environment);
    }

    @Override
    void run(BackplaneClient client, Output out) {
        QueryResponse answer = requireNonNull(client.query().block());
        if (!out.isTable()) {
            out.data(WireJson.answer(answer));
        } else {
            out.table(routes(answer));
            out.line("");
            out.table(backends(answer));
        }
        answer.oddities().counts().forEach((kind, count) -> out.warn(kind + " (" + count + "x)"));
        answer.oddities().suspects().forEach((pattern, why) -> out.warn("endpoint " + pattern + ": " + why));
    }

    private static Table routes(QueryResponse answer) {
        Map<String, Backend> known =
                answer.backends().stream().collect(Collectors.toMap(Backend::id, Function.identity()));
        Table table = new Table("ENDPOINT", "ROUTE", "WEIGHT", "SHARE", "BACKENDS", "REQ/S", "LOAD", "SELECTOR");
        for (Endpoint endpoint : answer.endpoints()) {
            if (endpoint.routes().isEmpty()) {
                table.row(endpoint.pattern(), "-", "-", "-", "-", "-", "-", "-");
            }
            for (Route route : endpoint.routes()) {
                List<Backend> members = route.backends().stream()
                        .map(known::get)
                        .filter(Objects::nonNull)
                        .toList();
                table.row(
                        endpoint.pattern(),
                        route.id(),
                        route.weight().isPresent() ? route.weight().getAsInt() : "?",
                        share(endpoint, route),
                        members.size(),
                        sum(members),
                        meanLoad(members),
                        route.rawSelector());
            }
        }
        return table;
    }

    private static String share(Endpoint endpoint, Route route) {
        long all = endpoint.routes().stream()
                .mapToLong(each -> each.weight().orElse(0))
                .sum();
        boolean known =
                endpoint.routes().stream().allMatch(each -> each.weight().isPresent());
        return known && all > 0
                ? String.format(Locale.ROOT, "%.1f%%", 100.0 * route.weight().orElse(0) / all)
                : "-";
    }

    private static String sum(List<Backend> members) {
        return members.stream()
                .map(Backend::requestsPerSecond)
                .filter(OptionalLong::isPresent)
                .map(OptionalLong::getAsLong)
                .reduce(Long::sum)
                .map(String::valueOf)
                .orElse("-");
    }

    private static String meanLoad(List<Backend> members) {
        double mean = members.stream()
                .filter(each -> each.load().isPresent())
                .mapToLong(each -> each.load().getAsLong())
                .average()
                .orElse(Double.NaN);
        return Double.isNaN(mean) ? "-" : String.format(Locale.ROOT, "%.1f", mean);
    }

    private static Table backends(QueryResponse answer) {
        Table table = new Table("BACKEND", "STATE", "REQ/S", "LOAD", "ADDRESS", "CITY", "LABELS");
        for (Backend each : answer.backends()) {
            table.row(
                    each.id(),
                    each.state().isEmpty() ? "-" : each.state(),
                    known(each.requestsPerSecond()),
                    known(each.load()),
                    each.remoteAddr(),
                    each.location().cityName(),
                    each.rawLabels());
        }
        return table;
    }

    private static String known(OptionalLong value) {
        return value.isPresent() ? String.valueOf(value.getAsLong()) : "?";
    }
}
