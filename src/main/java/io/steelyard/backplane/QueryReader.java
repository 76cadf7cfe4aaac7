package io.steelyard.backplane;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the answer to a query from a stream of tokens, by two rules: an odd scalar is unknown, never 0, and leaves the
 * rest alone; a structural fault rejects the whole. One reader reads one answer.
 */
final class QueryReader {

    private static final Members ANSWER = new Members("Token", "Endpoints", "Backends");
    private static final Members ENDPOINT = new Members("Pattern", "Owner", "CreatedAt", "Routes", "RequireTLS");
    private static final Members ROUTE = new Members("ID", "RawSelector", "Weight", "Strategy", "Backends");

    /** A backend's id wherever it stands in the answer. */
    private static final class Mention {
        final String id;
        int lastRoute;
        boolean described;

        Mention(String id) {
            this.id = id;
        }
    }

    private final JsonParser json;
    private final Tallies tallies = new Tallies();
    private final Texts texts = new Texts();
    private final Times times = new Times();
    private final Fields answer;
    private final Fields endpoint;
    private final Fields route;
    private final BackendReader backend;
    private final Map<String, Mention> mentions = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final List<Backend> backends = new ArrayList<>();
    private final Set<String> duplicates = new TreeSet<>();
    private final ReadLimits limits;
    private int lists;
    private int routes;

    QueryReader(JsonParser json, ReadLimits limits) {
        this.json = json;
        this.limits = limits;
        this.answer = new Fields(json, ANSWER, "", tallies);
        this.endpoint = new Fields(json, ENDPOINT, "Endpoints[].", tallies);
        this.route = new Fields(json, ROUTE, "Endpoints[].Routes[].", tallies);
        this.backend = new BackendReader(json, texts, times, tallies);
    }

    QueryResponse read() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new Malformed("the answer is not an object");
        }
        String token = "";
        boolean[] seen = new boolean[3];
        answer.open();
        while (answer.next()) {
            if (answer.member() > 0 && seen[answer.member()]) {
                throw new Malformed(ANSWER.name(answer.member()) + " stands twice");
            }
            seen[answer.member()] = true;
            switch (answer.member()) {
                case 0 -> token = answer.text();
                case 1 -> readEndpoints();
                default -> readBackends();
            }
        }
        suspectHoldersOfDuplicates();
        return new QueryResponse(token, List.copyOf(endpoints.values()), backends, tallies.oddities());
    }

    /** The answer to a new route: one route, alone. */
    Route readRoute() throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new Malformed("the answer is not an object");
        }
        Route read = nextRoute();
        if (read.id().isEmpty()) {
            throw new Malformed("the answer has no route ID");
        }
        return read;
    }

    private void readEndpoints() throws IOException {
        if (!answer.list()) {
            return;
        }
        while (answer.nextElement()) {
            limits.routes(endpoints.size() + 1);
            Endpoint read = readEndpoint();
            if (read.pattern().isEmpty()) {
                tallies.count("Endpoints[].Pattern: empty");
            } else if (endpoints.putIfAbsent(read.pattern(), read) != null) {
                tallies.count("Endpoints[].Pattern: duplicate");
                tallies.suspect(read.pattern(), "the endpoint stands twice in the answer");
            }
        }
    }

    private Endpoint readEndpoint() throws IOException {
        String pattern = "";
        String owner = "";
        Optional<Instant> createdAt = Optional.empty();
        List<Route> rules = List.of();
        boolean requireTls = false;
        List<String> doubts = new ArrayList<>(0);
        endpoint.open();
        while (endpoint.next()) {
            switch (endpoint.member()) {
                case 0 -> pattern = endpoint.text();
                case 1 -> owner = endpoint.text(texts);
                case 2 -> createdAt = endpoint.time(times);
                case 3 -> rules = readRoutes(doubts);
                default -> requireTls = endpoint.flag();
            }
        }
        for (String doubt : doubts) {
            tallies.suspect(pattern, doubt);
        }
        return new Endpoint(pattern, owner, createdAt, requireTls, rules, endpoint.unknown());
    }

    private List<Route> readRoutes(List<String> doubts) throws IOException {
        if (!endpoint.list()) {
            return List.of();
        }
        Map<String, Route> found = new LinkedHashMap<>();
        while (endpoint.nextElement()) {
            limits.routes(++routes);
            Route read = nextRoute();
            if (read.id().isEmpty()) {
                tallies.count("Endpoints[].Routes[].ID: empty");
                doubts.add("a route has no id");
            } else if (found.putIfAbsent(read.id(), read) != null) {
                tallies.count("Endpoints[].Routes[].ID: duplicate");
                doubts.add("route " + Secrets.oneLine(read.id()) + " stands twice in the answer");
            } else if (read.weight().isEmpty()) {
                doubts.add("the weight of route " + Secrets.oneLine(read.id()) + " cannot be read");
            }
        }
        return List.copyOf(found.values());
    }

    private Route nextRoute() throws IOException {
        String id = "";
        String selector = "";
        OptionalInt weight = OptionalInt.of(0);
        String strategy = "";
        List<String> members = List.of();
        route.open();
        while (route.next()) {
            switch (route.member()) {
                case 0 -> id = route.text();
                case 1 -> selector = route.text();
                case 2 -> weight = weight();
                case 3 -> strategy = route.text(texts);
                default -> members = readMembers();
            }
        }
        return new Route(id, selector, weight, strategy, members, route.unknown());
    }

    private OptionalInt weight() throws IOException {
        OptionalLong weight = route.whole();
        if (weight.isPresent() && weight.getAsLong() > Integer.MAX_VALUE) {
            return route.unreadable(OptionalInt.empty());
        }
        return weight.isPresent() ? OptionalInt.of((int) weight.getAsLong()) : OptionalInt.empty();
    }

    private List<String> readMembers() throws IOException {
        if (!route.list()) {
            return List.of();
        }
        lists++;
        List<String> members = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token != JsonToken.VALUE_STRING) {
                json.skipChildren();
                tallies.count("Endpoints[].Routes[].Backends[]: unreadable");
            } else {
                Mention mention = mention(json.getText());
                if (mention.lastRoute == lists) {
                    tallies.count("Endpoints[].Routes[].Backends[]: duplicate");
                } else {
                    members.add(mention.id);
                }
                mention.lastRoute = lists;
            }
        }
        return members;
    }

    private Mention mention(String id) {
        Mention known = mentions.get(id);
        if (known == null) {
            known = new Mention(id);
            mentions.put(id, known);
        }
        return known;
    }

    private void readBackends() throws IOException {
        if (!answer.list()) {
            return;
        }
        while (answer.nextElement()) {
            limits.backends(backends.size() + 1);
            Backend read = backend.read();
            Mention mention = mention(read.id());
            if (read.id().isEmpty()) {
                tallies.count("Backends[].ID: empty");
            } else if (mention.described) {
                tallies.count("Backends[].ID: duplicate");
                duplicates.add(read.id());
            } else {
                mention.described = true;
                backends.add(read);
            }
        }
    }

    private void suspectHoldersOfDuplicates() {
        if (duplicates.isEmpty()) {
            return;
        }
        for (Endpoint each : endpoints.values()) {
            each.routes().stream()
                    .flatMap(rule -> rule.backends().stream())
                    .filter(duplicates::contains)
                    .findFirst()
                    .ifPresent(id -> tallies.suspect(
                            each.pattern(), "backend " + Secrets.oneLine(id) + " stands twice in the answer"));
        }
    }
}
