package io.steelyard.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.steelyard.metrics.Exposition;
import io.steelyard.metrics.SharedScrapes;
import io.steelyard.model.Observation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What stands under which path. Computes answers and knows nothing of connections. */
final class Site {

    private static final int NAMES_MOST = 1000;
    private static final String METRICS = "/metrics";
    private static final String ONE_DECISION = "/api/v1/decisions/";

    private final SharedScrapes scrapes;
    private final Journal journal;
    private final Admin admin;
    private final Assets assets = new Assets();
    private final Map<String, Function<Asked, Answer>> pages = new LinkedHashMap<>();

    /** @param configuration asked at each request; empty: none is shown */
    Site(SharedScrapes scrapes, Journal journal, Admin admin, Supplier<Optional<ConfigJson.Shown>> configuration) {
        this.admin = admin;
        this.scrapes = scrapes;
        this.journal = journal;
        pages.put("/", this::landing);
        pages.put(METRICS, this::metrics);
        pages.put("/-/healthy", asked -> Answer.text(200, "healthy"));
        pages.put("/-/ready", asked -> ready());
        pages.put("/api/v1/status", asked -> json(StatusJson.of(journal.view(), this.admin.closed()), asked));
        pages.put("/api/v1/snapshot", asked -> json(SnapshotJson.of(journal.view()), asked));
        pages.put("/api/v1/decisions", asked -> json(DecisionsJson.of(journal.view()), asked));
        pages.put("/api/v1/policies", asked -> json(PoliciesJson.of(journal.view()), asked));
        pages.put("/api/v1/history", this::history);
        pages.put(
                "/api/v1/config",
                asked -> configuration.get().map(shown -> json(shown, asked)).orElseGet(Site::nothing));
    }

    /**
     * What a reader asks for with GET.
     *
     * @param uri path and query
     * @param tag of the copy that the reader has
     */
    record Question(
            String uri,
            @Nullable String accept,
            boolean gzip,
            @Nullable String tag) {}

    /** A question whose address is well-formed. */
    private record Asked(Question question, QueryStringDecoder uri) {}

    /** Every path, with {@code {name}} where there may be anything. */
    List<String> paths() {
        List<String> all = new ArrayList<>(pages.keySet());
        all.add(ONE_DECISION + "{sequence}");
        all.add(Scale.PATH + "{endpoint}/{route}");
        all.addAll(assets.paths());
        all.addAll(Manual.paths());
        return all;
    }

    /** True of what programs ask for, not people with browsers. */
    static boolean isForMachines(String uri) {
        String path = uri.split("\\?", 2)[0];
        return path.equals(METRICS) || path.startsWith("/-/") || path.startsWith(Scale.PATH);
    }

    /** True of what only programs ask for, which read JSON. */
    static boolean isOfApi(String uri) {
        return uri.startsWith("/api/") || uri.split("\\?", 2)[0].equals("/api");
    }

    /** True of a path of the API where nothing can be read. */
    boolean lacks(String uri) {
        String path = uri.split("\\?", 2)[0];
        return isOfApi(uri)
                && !pages.containsKey(path)
                && !path.startsWith(ONE_DECISION)
                && !path.startsWith(Scale.PATH)
                && !assets.paths().contains(path);
    }

    /** What takes no work, so that a connection need not hand it over: a scrape that was just made for somebody else. */
    Optional<Answer> ready(Question question) {
        return question.uri().equals(METRICS)
                ? scrapes.ready(question.accept(), question.gzip()).map(Site::scrape)
                : Optional.empty();
    }

    Answer answer(Question question) {
        QueryStringDecoder uri;
        String path;
        try {
            uri = new QueryStringDecoder(question.uri(), StandardCharsets.UTF_8, true, NAMES_MOST);
            path = uri.path();
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "the address is not well-formed");
        }
        Function<Asked, Answer> page = pages.get(path);
        if (page != null) {
            return page.apply(new Asked(question, uri));
        }
        if (path.startsWith(ONE_DECISION)) {
            return decision(path.substring(ONE_DECISION.length()), question.gzip());
        }
        return path.startsWith(Scale.PATH)
                ? scale(question)
                : assets.answer(path, question.tag(), question.gzip())
                        .or(() -> Manual.answer(path, Accepted.html(question.accept()), question.gzip()))
                        .orElseGet(Site::nothing);
    }

    static Answer nothing() {
        return Answer.text(404, "there is nothing here; / links to all that is");
    }

    private Answer decision(String number, boolean gzip) {
        if (!number.matches("[0-9]{1,18}")) {
            return Answer.json(404, new OrderJson.Fault("write " + ONE_DECISION + "SEQUENCE, a number"));
        }
        Journal.Found found = journal.entry(Long.parseLong(number));
        return found.entry()
                .map(entry -> Answer.ok(Answer.JSON, Json.bytes(DecisionsJson.of(entry)), gzip))
                .orElseGet(() -> Answer.json(404, new OrderJson.Fault(found.missing())));
    }

    private Answer scale(Question question) {
        String rawPath = question.uri().replaceFirst("[?#].*$", "");
        if (!rawPath.startsWith(Scale.PATH)) {
            return Answer.text(400, "the address is not well-formed");
        }
        Scale.Reply reply = journal.scale().at(rawPath, journal.view().now());
        return new Answer(reply.status(), Answer.JSON, false, List.of(Json.bytes(reply.body())));
    }

    private Answer landing(Asked asked) {
        Question question = asked.question();
        View view = journal.view();
        return Accepted.html(question.accept())
                ? Answer.ok(Answer.HTML, utf8(Page.of(view)), question.gzip())
                : Answer.ok(Answer.PLAIN, utf8(TextTable.of(view)), question.gzip());
    }

    private Answer metrics(Asked asked) {
        Question question = asked.question();
        Set<String> names;
        try {
            names = Set.copyOf(asked.uri().parameters().getOrDefault("name[]", List.of()));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "the query is not well-formed");
        }
        return scrape(scrapes.scrape(question.accept(), question.gzip(), names));
    }

    private static Answer scrape(Exposition.Scrape scrape) {
        return new Answer(200, scrape.contentType(), scrape.gzip(), scrape.parts());
    }

    /** Of all endpoints, or of those that are named. */
    private Answer history(Asked asked) {
        Set<String> names;
        try {
            names = Set.copyOf(asked.uri().parameters().getOrDefault("endpoint", List.of()));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "the query is not well-formed");
        }
        return json(journal.past().json(pattern -> names.isEmpty() || names.contains(pattern)), asked);
    }

    /** Ready once, ready for good: an outage of the balancer must not restart the agent. */
    private Answer ready() {
        View view = journal.view();
        if (view.good().isPresent()) {
            return Answer.text(200, "ready");
        }
        return Answer.text(
                503,
                view.newest().orElse(null) instanceof Observation.Missed missed
                        ? "not ready: no good poll yet; the last failed: "
                                + missed.cause().label() + ": " + missed.message()
                        : "not ready: the balancer has not been polled yet");
    }

    private static Answer json(Object value, Asked asked) {
        return Answer.ok(Answer.JSON, Json.bytes(value), asked.question().gzip());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
