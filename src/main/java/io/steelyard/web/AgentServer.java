package io.steelyard.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.model.TimeSource;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Trial;
import io.steelyard.operator.Trials;
import io.steelyard.web.port.Port;
import io.steelyard.web.port.Users;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Serves metrics, health, the JSON API and the page, and takes operators' orders. A reader that is slow, silent or greedy costs its own
 * connection and is cut off in the end.
 */
public final class AgentServer {

    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);

    /** Nothing but our own files, and no script or style within the page itself. */
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String EVENTS = "/api/v1/events";
    private static final int HEADER_MOST = 16 * 1024;
    private static final int LINE_MOST = 8 * 1024;

    private final Port entrance;
    private final Site site;
    private final AdminApi orders;
    private final EventStream events;
    private final Set<String> hosts;
    private final TimeSource time;
    private ReloadPath reload;
    private TrialPath trials;
    private Optional<Supplier<Configuration>> configuration = Optional.empty();
    private final Scheduler workers;

    /** Where passwords are checked: one at a time, and not many may wait. */
    private final Scheduler doors = Schedulers.newBoundedElastic(1, 64, "passwords", 60, true);

    private final Limits limits;

    /**
     * What strangers may cost.
     *
     * @param idle how long a connection may say nothing, between requests and in the midst of one
     * @param write how long an answer may take to reach its reader
     * @param connections how many there may be at once
     */
    record Limits(Duration idle, Duration write, int connections) {

        static final Limits USUAL = new Limits(Duration.ofSeconds(60), Duration.ofSeconds(60), 512);
    }

    /**
     * A server that does not listen yet.
     *
     * @param port who may connect, and how
     * @param workers where answers are computed, so that no connection waits for another's
     */
    public AgentServer(AgentMetrics metrics, Journal journal, Admin admin, Port port, Scheduler workers) {
        this(metrics, journal, admin, port, workers, Limits.USUAL);
    }

    AgentServer(AgentMetrics metrics, Journal journal, Admin admin, Port port, Scheduler workers, Limits limits) {
        this.entrance = port;
        this.site = new Site(metrics.scrapes(), journal, admin, this::shown);
        this.events = new EventStream(new Feed(journal, admin), metrics, workers);
        this.orders = new AdminApi(admin, journal);
        this.hosts = admin.hosts();
        this.time = journal.time();
        this.reload = new ReloadPath(Optional.empty(), hosts, time);
        this.trials = new TrialPath(AgentServer::untried, hosts, time);
        this.workers = workers;
        this.limits = limits;
    }

    /** What may be done at a path. */
    enum Kind {
        READ,
        EVENTS,
        ORDER,
        TRIAL,
        RELOAD
    }

    /** Every path that is served, with {@code {name}} where there may be anything. */
    Map<String, Kind> paths() {
        Map<String, Kind> all = new LinkedHashMap<>();
        site.paths().forEach(path -> all.put(path, Kind.READ));
        all.put(EVENTS, Kind.EVENTS);
        Target.paths().forEach(path -> all.put(path, Kind.ORDER));
        all.put(TrialPath.PATH, Kind.TRIAL);
        all.put(ReloadPath.PATH, Kind.RELOAD);
        return all;
    }

    /** Shows this; to be said before it listens. */
    public void configuration(Supplier<Configuration> now) {
        configuration = Optional.of(now);
    }

    /** Lets settings be tried; to be said before it listens. */
    public void trials(Trials how) {
        trials = new TrialPath(how, hosts, time);
    }

    private static Mono<Trial> untried(String pattern, String settings) {
        return Mono.error(
                new OrderRefusedException(OrderRefusedException.Cause.UNAVAILABLE, "nothing can be tried here"));
    }

    /** Allows to ask for this over HTTP; to be said before it listens. */
    public void reload(Reload how) {
        reload = new ReloadPath(Optional.of(how), hosts, time);
    }

    /**
     * Listens, from subscription until the server is disposed.
     *
     * @param port 0 takes a free one; the server tells which
     * @return fails with {@link ListenException} if the address cannot be had
     */
    public Mono<DisposableServer> listen(String host, int port) {
        return HttpServer.create()
                .host(host)
                .port(port)
                .maxConnections(limits.connections())
                .idleTimeout(limits.idle())
                .requestTimeout(limits.idle())
                .httpRequestDecoder(
                        decoder -> decoder.maxHeaderSize(HEADER_MOST).maxInitialLineLength(LINE_MOST))
                .doOnChannelInit((observer, channel, address) -> entrance.tls()
                        .ifPresent(
                                tls -> channel.pipeline().addFirst("steelyard.tls", tls.newHandler(channel.alloc()))))
                .doOnConnection(connection -> connection.addHandlerFirst(
                        "steelyard.writeTimeout",
                        new WriteTimeoutHandler(limits.write().toMillis(), TimeUnit.MILLISECONDS)))
                .handle(this::handle)
                .bind()
                .<DisposableServer>map(server -> server)
                .onErrorMap(error -> ListenException.of(host, port, "http.listen or --http", error));
    }

    private Mono<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        List<String> all = request.requestHeaders().getAll(HttpHeaderNames.AUTHORIZATION);
        if (all.size() > 1) {
            return send(
                    Answer.text(
                            400,
                            "there are " + all.size() + " headers Authorization; send one: Basic with a user and a"
                                    + " password, or Bearer with the admin token, which is enough by itself"),
                    request,
                    response);
        }
        @Nullable String given = all.isEmpty() ? null : all.get(0);
        Users users = entrance.users();
        boolean admitted = orders.admits(given);
        if (users.isOpen() || admitted) {
            Optional<String> misled = admitted || entrance.tls().isPresent() ? Optional.empty() : misled(request);
            return misled.isPresent()
                    ? send(Answer.text(421, misled.get()), request, response)
                    : serve(request, response, Optional.empty());
        }
        return Mono.fromCallable(() -> users.admit(given))
                .subscribeOn(doors)
                .flatMap(user ->
                        user.isPresent() ? serve(request, response, user) : send(needed(given), request, response))
                .onErrorResume(
                        RejectedExecutionException.class,
                        busy -> send(Answer.text(503, "too many strangers at the door; try again"), request, response));
    }

    private static Answer needed(@Nullable String given) {
        String what =
                "a user and a password are needed here: Authorization: Basic; or the admin token in their place, which"
                        + " orders want in any case: Authorization: Bearer TOKEN";
        return AdminApi.isBearer(given)
                ? Answer.text(401, "the token is not the admin token; " + what)
                        .with(HttpHeaderNames.WWW_AUTHENTICATE, AdminApi.CHALLENGE)
                : Answer.text(401, what).with(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"steelyard\"");
    }

    /**
     * Why this must not be read, whatever it is. Over TLS a foreign name fails at the certificate, and who has a
     * password or the token is no stranger's page.
     */
    private Optional<String> misled(HttpServerRequest request) {
        return isRead(request)
                ? Caller.of(request).misled(hosts, Site.isForMachines(request.uri()))
                : Optional.empty(); // orders and reloads are judged more strictly, later
    }

    private Mono<Void> serve(HttpServerRequest request, HttpServerResponse response, Optional<String> user) {
        if (request.method().equals(HttpMethod.GET) && isEvents(request)) {
            return events.isFull()
                    ? send(
                            Answer.text(
                                            503,
                                            "too many readers of the event stream; there may be "
                                                    + EventStream.READERS_MOST)
                                    .with(HttpHeaderNames.RETRY_AFTER, "10"),
                            request,
                            response)
                    : events.stream(request, response);
        }
        return answer(request, user)
                .onErrorResume(error -> {
                    LOG.error("{} {} failed", request.method(), request.uri(), error);
                    return Mono.just(Answer.text(500, "this went wrong; the agent's log says how"));
                })
                .flatMap(answer -> send(answer, request, response));
    }

    private Mono<Answer> answer(HttpServerRequest request, Optional<String> user) {
        Optional<Target> target = Target.of(request.uri());
        if (target.isPresent()) {
            return Mono.defer(() -> orders.answer(target.get(), request, user)).publishOn(workers);
        }
        Optional<String> tried = TrialPath.pattern(request.uri());
        if (tried.isPresent()) {
            return Mono.defer(() -> trials.answer(tried.get(), request)).publishOn(workers);
        }
        if (ReloadPath.isAt(request.uri())) {
            return reload.answer(request).publishOn(workers);
        }
        if (!isRead(request)) {
            return Mono.just(
                    site.lacks(request.uri()) && !isEvents(request)
                            ? Site.nothing()
                            : Answer.text(405, "only GET and HEAD are served here")
                                    .with(HttpHeaderNames.ALLOW, "GET, HEAD"));
        }
        Site.Question question = new Site.Question(
                request.uri(),
                request.requestHeaders().get(HttpHeaderNames.ACCEPT),
                Accepted.gzip(request.requestHeaders().get(HttpHeaderNames.ACCEPT_ENCODING)),
                request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH));
        return site.ready(question)
                .map(Mono::just)
                .orElseGet(() -> Mono.fromCallable(() -> site.answer(question)).subscribeOn(workers));
    }

    private Optional<ConfigJson.Shown> shown() {
        return configuration.map(now -> ConfigJson.of(now.get(), reload.isAllowed()));
    }

    private static boolean isEvents(HttpServerRequest request) {
        return request.uri().split("\\?", 2)[0].equals(EVENTS);
    }

    private static boolean isRead(HttpServerRequest request) {
        return request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    }

    /** What goes wrong below {@code /api} is told to programs, whoever found it. */
    private Mono<Void> send(Answer told, HttpServerRequest request, HttpServerResponse response) {
        Answer answer = Site.isOfApi(request.uri()) ? told.forProgram() : told;
        response.status(answer.status());
        usual(answer).forEach(response::header);
        if (request.method().equals(HttpMethod.HEAD)) {
            return response.send().then();
        }
        ByteBuf body = Unpooled.wrappedBuffer(answer.body().toArray(byte[][]::new));
        return response.send(Mono.just(body)).then();
    }

    private Map<CharSequence, String> usual(Answer answer) {
        Map<CharSequence, String> headers = new LinkedHashMap<>();
        headers.put("content-type", answer.contentType());
        headers.put("content-length", Integer.toString(answer.length()));
        headers.put("vary", "Accept, Accept-Encoding");
        headers.put("cache-control", "no-store");
        headers.put("x-content-type-options", "nosniff");
        headers.put("referrer-policy", "no-referrer");
        headers.put("content-security-policy", POLICY);
        if (answer.gzip()) {
            headers.put("content-encoding", "gzip");
        }
        entrance.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        answer.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }
}
