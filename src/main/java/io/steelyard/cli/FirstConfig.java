package io.steelyard.cli;

import io.steelyard.config.BackplaneSettings;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.HaproxySettings;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Printable;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a first configuration. Names of what was found are strangers' text, so they are always quoted. */
final class FirstConfig {

    private static final Pattern NUMBERED = Pattern.compile("([A-Za-z]+)[-_.]?[0-9]+");
    private static final int NAMED = 8;

    private FirstConfig() {}

    static String of(BalancerSettings balancer, Snapshot found) {
        return """
                # yaml-language-server: $schema=steelyard.schema.json
                # An editor reads that line; the file is made by: steelyard config schema > steelyard.schema.json
                # Made by "steelyard init" of what it found. Every key: docs/reference/configuration.md
                balancer:
                %s
                # propose: computes and logs what it would do, and never writes. When you agree with it: act
                mode: propose

                # Who decides for which endpoints; the first that matches has it. equal-load moves traffic until every
                # backend is equally loaded.
                policies:
                %s
                # Limits on what one decision, and one minute, may move: a part of the endpoint's traffic.
                guard:
                  max_step: 0.1
                  velocity: 0.5

                http:
                  listen: 127.0.0.1:9790         # metrics for Prometheus, and a page
                  # Set these two before you let it act; they take a restart. With both, orders such as pause and revert are
                  # taken, and every write is written down. A token: (umask 077; openssl rand -hex 32 > admin.token)
                  # admin_token_file: admin.token
                # audit:
                #   file: steelyard-audit.jsonl
                """.formatted(
                        balancer.haproxy()
                                .map(haproxy -> haproxy(haproxy, found))
                                .or(() -> balancer.backplane().map(FirstConfig::backplane))
                                .orElse("  type: simulator\n"),
                        policies(found));
    }

    private static String haproxy(HaproxySettings haproxy, Snapshot found) {
        String proxies = found.endpoints().stream()
                .map(endpoint -> quoted(endpoint.pattern()))
                .collect(Collectors.joining(", ", "[", "]"));
        return "  type: haproxy\n  haproxy:\n    socket: "
                + quoted(haproxy.socket().toString()) + "\n    proxies: " + proxies + "\n" + routeBy(found);
    }

    /** Servers that are numbered alike are probably one thing. */
    private static String routeBy(Snapshot found) {
        List<String> names = found.endpoints().stream()
                .flatMap(endpoint -> endpoint.routes().stream())
                .map(Route::id)
                .toList();
        TreeSet<String> stems = new TreeSet<>();
        for (String name : names) {
            Matcher numbered = NUMBERED.matcher(name);
            if (!numbered.matches()) {
                return "";
            }
            stems.add(numbered.group(1));
        }
        return stems.size() < 2 || stems.size() == names.size()
                ? ""
                : "    # Each server is a route. With this, those that are numbered alike are one: "
                        + some(List.copyOf(stems)) + "\n    # route_by: \"^([A-Za-z]+)[-_.]?[0-9]+$\"\n";
    }

    private static String backplane(BackplaneSettings backplane) {
        return "  type: backplane\n  backplane:\n    url: "
                + quoted(backplane.url().toString()) + "\n    token_file: "
                + quoted(backplane.token().file().orElseThrow().toString()) + "\n";
    }

    private static String policies(Snapshot found) {
        if (found.endpoints().isEmpty()) {
            return "  - {name: all, endpoints: [\"*\"]}     # no endpoint was found\n";
        }
        StringBuilder text = new StringBuilder("  - name: all\n    endpoints:\n");
        for (Endpoint endpoint : found.endpoints()) {
            text.append("      - ")
                    .append(quoted(endpoint.pattern()))
                    .append("  # ")
                    .append(Printable.count(endpoint.routes().size(), "route"))
                    .append(": ")
                    .append(some(endpoint.routes().stream().map(Route::id).toList()))
                    .append('\n');
            ones(endpoint)
                    .ifPresent(note -> text.append("        # ").append(note).append('\n'));
        }
        return text.toString();
    }

    /** What becomes of servers that have the weight of a line without one; empty if they have others. */
    static Optional<String> ones(Endpoint endpoint) {
        return endpoint.routes().size() > 1
                        && endpoint.routes().stream()
                                .map(Route::weights)
                                .allMatch(servers -> !servers.isEmpty()
                                        && servers.values().stream().allMatch(weight -> weight == 1))
                ? Optional.of("every server has weight 1; the first write makes weights of 128 to 256 of the largest,"
                        + " and only their proportions count")
                : Optional.empty();
    }

    private static String some(List<String> names) {
        String first = names.stream().limit(NAMED).map(Printable::of).collect(Collectors.joining(", "));
        return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
    }

    /** As YAML's double quotes want it; a dollar before a brace would name a variable. */
    private static String quoted(String text) {
        return '"'
                + Printable.of(text).replace("\\", "\\\\").replace("\"", "\\\"").replace("${", "$${")
                + '"';
    }
}
