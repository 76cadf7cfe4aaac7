package io.steelyard.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.steelyard.model.SettingException;
import io.steelyard.model.TimeSource;
import io.steelyard.operator.Trials;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * {@code POST /api/v1/endpoints/{pattern}/what-if}: settings tried on what is remembered. It changes nothing, so it needs no
 * token, as reading does; it takes work, so there is a limit, and another site's page may not ask.
 */
final class TrialPath {

    static final String PATH = "/api/v1/endpoints/{pattern}/what-if";

    private final Trials trials;
    private final Set<String> hosts;
    private final Allowance calls;

    TrialPath(Trials trials, Set<String> hosts, TimeSource time) {
        this.trials = trials;
        this.hosts = Set.copyOf(hosts);
        this.calls = new Allowance(10, Duration.ofSeconds(1), time);
    }

    /** The endpoint that is asked about; empty if the path is another. */
    static Optional<String> pattern(String uri) {
        return Target.endpoint(uri, "what-if");
    }

    Mono<Answer> answer(String pattern, HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return Mono.just(Answer.fault(405, "settings are tried with POST").with(HttpHeaderNames.ALLOW, "POST"));
        }
        return Received.of(request)
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> refuse(request)
                        .map(Mono::just)
                        .orElseGet(() -> trials.of(pattern, new String(body, StandardCharsets.UTF_8))
                                .map(trial -> Answer.json(200, TrialJson.of(trial)))))
                .onErrorResume(
                        SettingException.class,
                        wrong -> Mono.just(Answer.fault(400, String.valueOf(wrong.getMessage()))))
                .onErrorResume(RejectedExecutionException.class, full -> Mono.just(tooMany("others are waiting")))
                .onErrorResume(Answer::toRefusal);
    }

    private static Answer tooMany(String why) {
        return Answer.fault(429, "too many trials, " + why + "; wait a second").with(HttpHeaderNames.RETRY_AFTER, "1");
    }

    private Optional<Answer> refuse(HttpServerRequest request) {
        Optional<String> foreign = Caller.of(request).foreign(hosts);
        if (foreign.isPresent()) {
            return foreign.map(why -> Answer.fault(403, why));
        }
        return calls.take() ? Optional.empty() : Optional.of(tooMany(calls.rule()));
    }
}
