package io.steelyard.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** {@code POST /-/reload}, which needs no token but has to be allowed: the file is what decides, not the caller. */
final class ReloadPath {

    static final String PATH = "/-/reload";

    private final Optional<Reload> reload;
    private final Set<String> hosts;
    private final Allowance calls;

    /** @param reload empty: not allowed */
    ReloadPath(Optional<Reload> reload, Set<String> hosts, TimeSource time) {
        this.reload = reload;
        this.hosts = Set.copyOf(hosts);
        this.calls = new Allowance(10, Duration.ofSeconds(1), time);
    }

    static boolean isAt(String uri) {
        return uri.split("\\?", 2)[0].equals(PATH);
    }

    boolean isAllowed() {
        return reload.isPresent();
    }

    Mono<Answer> answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return Mono.just(
                    Answer.text(405, "the configuration is read again by POST").with(HttpHeaderNames.ALLOW, "POST"));
        }
        Optional<String> foreign = Caller.of(request).foreign(hosts);
        if (foreign.isPresent() || reload.isEmpty()) {
            return Mono.just(Answer.text(403, foreign.orElse("not allowed: http.lifecycle is false; send SIGHUP")));
        }
        return calls.take()
                ? reload.get().read(request.uri().endsWith("?preview=true")).map(ReloadPath::told)
                : Mono.just(Answer.text(429, "too many reloads, " + calls.rule() + "; wait a second")
                        .with(HttpHeaderNames.RETRY_AFTER, "1"));
    }

    private static Answer told(Reload.Done done) {
        List<String> lines = done.lines().isEmpty() ? List.of("nothing changed") : done.lines();
        return Answer.text(done.good() ? 200 : 422, String.join("\n", lines));
    }
}
