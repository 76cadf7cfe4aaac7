package io.steelyard.web.backplane;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.steelyard.backplane.BackplaneClient;
import java.util.Map;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** One request and its answer: lets in, finds the call, and turns whatever goes wrong into a line of text. */
final class Handler {

    private static final Logger log = LoggerFactory.getLogger(Handler.class);
    private static final String ENDPOINT_PREFIX = "/e/";
    private static final int LONGEST_LINE = 500;

    /** The one method that a path takes, and what it does. */
    private record Call(HttpMethod method, Function<HttpServerRequest, Mono<Answer>> answer) {}

    private final Calls calls;
    private final Credentials credentials;

    Handler(Calls calls, Credentials credentials) {
        this.calls = calls;
        this.credentials = credentials;
    }

    Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return Mono.defer(() -> answer(request))
                .onErrorResume(failure -> Mono.fromSupplier(() -> problem(request, failure)))
                .flatMap(answer -> send(request, response, answer));
    }

    private Mono<Answer> answer(HttpServerRequest request) {
        String token = credentials
                .admit(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION))
                .orElseThrow(Problem::unauthorized);
        String path = RequestPath.path(request.uri());
        Call call = call(path, token);
        if (!request.method().equals(call.method())) {
            throw Problem.notAllowed(
                    request.method().name(), path, call.method().name());
        }
        return call.answer().apply(request);
    }

    private Call call(String path, String token) {
        if (path.startsWith(ENDPOINT_PREFIX)) {
            String pattern = path.substring(ENDPOINT_PREFIX.length());
            return new Call(HttpMethod.DELETE, request -> calls.deleteEndpoint(RequestPath.pattern(pattern)));
        }
        return switch (path) {
            case "/q" ->
                new Call(
                        HttpMethod.GET,
                        request -> calls.query(token, request.requestHeaders().get(HttpHeaderNames.IF_NONE_MATCH)));
            case "/route" -> withBody(HttpMethod.POST, body -> calls.route(RouteRequest.of(body)));
            case "/shape" ->
                new Call(
                        HttpMethod.POST,
                        request -> RequestBody.of(request)
                                .flatMap(body -> calls.shape(ShapeRequest.of(
                                        body, request.requestHeaders().get(BackplaneClient.EXPECTED)))));
            case "/e" -> withBody(HttpMethod.PUT, body -> calls.putEndpoint(EndpointRequest.of(body)));
            default ->
                throw Problem.notFound("there is no " + path + "; there are /q, /route, /shape, /e and /e/PATTERN");
        };
    }

    private static Call withBody(HttpMethod method, Function<JsonObject, Mono<Answer>> answer) {
        return new Call(method, request -> RequestBody.of(request).flatMap(answer));
    }

    private Answer problem(HttpServerRequest request, Throwable failure) {
        if (failure instanceof Problem problem) {
            String line = oneLine(String.valueOf(problem.getMessage()));
            return Answer.text(problem.status(), problem.headers(), problem.fixed() ? line : scrubbed(line));
        }
        if (AbortedException.isConnectionReset(failure) || failure instanceof AbortedException) {
            log.debug("{} {}: the client went away", request.method(), RequestPath.path(request.uri()));
            return Answer.text(400, Map.of(), "the request was cut off");
        }
        log.error("{} {} failed", request.method(), RequestPath.path(request.uri()), failure);
        return Answer.text(500, Map.of(), "internal error; the log of the server says more");
    }

    /** Without the token, which the client or the balancer may have put into a name. */
    private String scrubbed(String line) {
        String token = credentials.token();
        return token.isEmpty() ? line : line.replace(token, "<secret>");
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    private static Mono<Void> send(HttpServerRequest request, HttpServerResponse response, Answer answer) {
        response.status(answer.status());
        answer.headers().forEach(response::header);
        boolean bodiless = answer.status() == 304 || request.method().equals(HttpMethod.HEAD);
        return bodiless
                ? response.send().then()
                : response.sendByteArray(answer.body()).then();
    }
}
