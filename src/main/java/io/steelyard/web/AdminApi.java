package io.steelyard.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.steelyard.model.Outcome;
import io.steelyard.model.TimeSource;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Takes orders over HTTP. In this order: the method, where the caller comes from, whether orders are taken at all, the
 * token, how many there were lately, the body. Whatever is wrong, nothing was changed.
 */
final class AdminApi {

    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

    private static final String BEARER = "Bearer ";

    /** What a browser cannot answer by itself, so that it does not ask for a password. */
    static final String CHALLENGE = "Bearer realm=\"steelyard admin\"";

    private final Admin admin;
    private final Journal journal;
    private final TimeSource time;
    private final Allowance orders;
    private final Allowance pauses;
    private final Allowance strangers;

    AdminApi(Admin admin, Journal journal) {
        this.admin = admin;
        this.journal = journal;
        this.time = journal.time();
        this.orders = new Allowance(30, Duration.ofSeconds(1), time);
        this.pauses = new Allowance(30, Duration.ofSeconds(1), time);
        this.strangers = new Allowance(100, Duration.ofSeconds(1), time);
    }

    /** @param user as the listener knows the caller, if it does */
    Mono<Answer> answer(Target target, HttpServerRequest request, Optional<String> user) {
        if (!request.method().equals(HttpMethod.POST)) {
            return Mono.just(Answer.fault(405, "orders are given with POST").with(HttpHeaderNames.ALLOW, "POST"));
        }
        // The body is read in any case: a connection that is closed on unread bytes is reset, and the answer is lost.
        return Received.of(request)
                .flatMap(bytes ->
                        refuse(target, request).map(Mono::just).orElseGet(() -> order(target, bytes, request, user)))
                .onErrorResume(Answer::toRefusal);
    }

    /** What is wrong with the body is the caller's fault; what goes wrong later is not. */
    private Mono<Answer> order(Target target, byte[] bytes, HttpServerRequest request, Optional<String> user) {
        OrderBody body;
        Order order;
        try {
            body = OrderBody.parse(bytes, target.members());
            order = target.order(body);
        } catch (IllegalArgumentException wrong) {
            return Mono.just(Answer.fault(400, String.valueOf(wrong.getMessage())));
        }
        return obey(order, body, signed(order, body, request, user));
    }

    /** Pauses are counted apart: whatever else asks too often, the brake works. */
    private Optional<Answer> refuse(Target target, HttpServerRequest request) {
        Optional<String> no = Caller.of(request).foreign(admin.hosts()).or(admin::closed);
        if (no.isPresent()) {
            return no.map(why -> Answer.fault(403, why));
        }
        @Nullable String given = request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION);
        if (!admits(given)) {
            if (!strangers.take()) {
                return Optional.of(tooMany(strangers));
            }
            LOG.warn("an order from {} was refused: {} token", remote(request), given == null ? "no" : "a wrong");
            return Optional.of(refusal(given));
        }
        Allowance allowance = target.isPause() ? pauses : orders;
        return allowance.take() ? Optional.empty() : Optional.of(tooMany(allowance));
    }

    private static Answer refusal(@Nullable String given) {
        if (given == null) {
            return Answer.fault(401, "a token is needed: Authorization: Bearer TOKEN")
                    .with(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE);
        }
        return Answer.fault(
                403,
                isBearer(given)
                        ? "the token is not the one of http.admin_token or http.admin_token_file"
                        : "orders want the admin token, not a user's password: send Authorization: Bearer TOKEN in its"
                                + " place; where users are asked for it is enough by itself");
    }

    static boolean isBearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    /** True if the header carries the token. How long that takes says nothing about the token. */
    boolean admits(@Nullable String header) {
        String expected = admin.token().map(token -> token.get()).orElse("");
        String given = header != null && isBearer(header)
                ? header.substring(BEARER.length()).strip()
                : "";
        return MessageDigest.isEqual(digest(expected), digest(given)) && !expected.isEmpty();
    }

    private Mono<Answer> obey(Order order, OrderBody body, Signed signed) {
        // Whoever hangs up does not cancel it.
        Mono<Plan> plan = body.preview()
                ? admin.operations().preview(signed)
                : admin.operations().obey(signed).cache();
        return plan.map(done -> Answer.json(
                status(done), OrderJson.of(journal.view(), order, body.preview(), done, journal::sequence)));
    }

    private static int status(Plan plan) {
        Outcome outcome = plan.outcome().orElse(null);
        if (outcome instanceof Outcome.Refused refused) {
            return refused.refusal() == Outcome.Refusal.REJECTED ? 422 : 409;
        }
        return outcome instanceof Outcome.Failed ? 502 : 200;
    }

    private static Signed signed(Order order, OrderBody body, HttpServerRequest request, Optional<String> user) {
        return new Signed(
                order,
                body.by().or(() -> user).orElse("admin"),
                remote(request),
                body.reason(),
                body.term(),
                body.basis());
    }

    private static String remote(HttpServerRequest request) {
        return String.valueOf(request.remoteAddress()).replaceFirst("^/", "");
    }

    private static Answer tooMany(Allowance limit) {
        return Answer.fault(429, "too many orders, " + limit.rule() + "; wait a second")
                .with(HttpHeaderNames.RETRY_AFTER, "1");
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }
}
