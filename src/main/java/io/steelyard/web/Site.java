package io.steelyard.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.steelyard.metrics.Exposition;
import io.steelyard.metrics.SharedScrapes;
import io.steelyard.model.Observation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands under which path. Computes answers and knows nothing of connections. */
final class Site {

    private static final int NAMES_MOST = 1000;

    private final SharedScrapes scrapes;
    private final Journal journal;
    private final Admin admin;
    private final Assets assets = new Assets();

    Site(SharedScrapes scrapes, Journal journal, Admin admin) {
        this.admin = admin;
        this.scrapes = scrapes;
        this.journal = journal;
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

    Answer answer(Question question) {
        QueryStringDecoder uri;
        String path;
        try {
            uri = new QueryStringDecoder(question.uri(), StandardCharsets.UTF_8, true, NAMES_MOST);
            path = uri.path();
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "the address is not well-formed");
        }
        return switch (path) {
            case "/" -> landing(question);
            case "/metrics" -> metrics(question, uri);
            case "/-/healthy" -> Answer.text(200, "healthy");
            case "/-/ready" -> ready();
            case "/api/v1/status" -> json(StatusJson.of(journal.view(), admin.closed()), question);
            case "/api/v1/snapshot" -> json(SnapshotJson.of(journal.view()), question);
            case "/api/v1/decisions" -> json(DecisionsJson.of(journal.view()), question);
            case "/api/v1/policies" -> json(PoliciesJson.of(journal.view()), question);
            case "/api/v1/history" -> history(question, uri);
            default ->
                path.startsWith(Scale.PATH)
                        ? scale(question)
                        : assets.answer(path, question.tag(), question.gzip())
                                .orElseGet(() -> Answer.text(404, "there is nothing here; / links to all that is"));
        };
    }

    private Answer scale(Question question) {
        String rawPath = question.uri().replaceFirst("[?#].*$", "");
        if (!rawPath.startsWith(Scale.PATH)) {
            return Answer.text(400, "the address is not well-formed");
        }
        Scale.Reply reply = journal.scale().at(rawPath, journal.view().now());
        return new Answer(reply.status(), Answer.JSON, false, List.of(Json.bytes(reply.body())));
    }

    private Answer landing(Question question) {
        View view = journal.view();
        return Accepted.html(question.accept())
                ? Answer.ok("text/html; charset=utf-8", utf8(Page.of(view)), question.gzip())
                : Answer.ok(Answer.PLAIN, utf8(TextTable.of(view)), question.gzip());
    }

    private Answer metrics(Question question, QueryStringDecoder uri) {
        Set<String> names;
        try {
            names = Set.copyOf(uri.parameters().getOrDefault("name[]", List.of()));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "the query is not well-formed");
        }
        Exposition.Scrape scrape = scrapes.scrape(question.accept(), question.gzip(), names);
        return new Answer(200, scrape.contentType(), scrape.gzip(), scrape.parts());
    }

    /** Of all endpoints, or of those that are named. */
    private Answer history(Question question, QueryStringDecoder uri) {
        Set<String> names;
        try {
            names = Set.copyOf(uri.parameters().getOrDefault("endpoint", List.of()));
        } catch (IllegalArgumentException e) {
            return Answer.text(400, "the query is not well-formed");
        }
        return json(journal.past().json(pattern -> names.isEmpty() || names.contains(pattern)), question);
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

    private static Answer json(Object value, Question question) {
        return Answer.ok(Answer.JSON, Json.bytes(value), question.gzip());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
