package io.steelyard.backplane;

import io.steelyard.model.Fingerprint;
import java.net.URI;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A client of the Backplane API.
 *
 * <pre>{@code
 * BackplaneClient client = BackplaneClient.builder(URI.create("https://balancer.example.com"))
 *         .tokenFile(Path.of("/run/secrets/token"))
 *         .build();
 * client.shape("www.example.com", Map.of("route0000", 75, "route0001", 25)).block();
 * }</pre>
 *
 * <p>Safe for use by several threads. Each Mono is cold: every subscription is a call of its own, with a deadline over
 * all of it, and may be cancelled. A call fails with a {@link BackplaneException}, or with an
 * {@link IllegalArgumentException} if it makes no sense, and then nothing was sent. Readings, {@link #shape} and
 * {@link #putEndpoint} are tried again after failures that may pass, as {@link Retries} say; the others only if the
 * service certainly did nothing. No redirect is followed, so the token goes to the base URL only.
 */
public final class BackplaneClient {

    /** The header that holds the {@link Fingerprint} of the weights that a shape expects. */
    public static final String EXPECTED = "Steelyard-Expected-Weights";

    private final Exchange exchange;

    BackplaneClient(Exchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Begins with the base URL; there is no default.
     *
     * @param url https, or http to a loopback address
     * @return a builder that lacks nothing but a token
     */
    public static ClientBuilder builder(URI url) {
        return new ClientBuilder(url);
    }

    /**
     * Everything that the account owns.
     *
     * @return the answer, with what could not be read in its {@link QueryResponse#oddities}
     */
    public Mono<QueryResponse> query() {
        return exchange.call(Request.get(Operation.QUERY, "/q"), Json::query)
                .name("backplane.query")
                .checkpoint("GET /q");
    }

    /**
     * Makes a new route at each call, and the endpoint if it is missing. It is never blindly repeated: if the error is
     * {@link BackplaneException#unclear}, query and look for the route before another attempt.
     *
     * @param pattern the host, or host and path, of the endpoint
     * @param labels which backends it takes; at least one pair
     * @return the route; only its id is certain to be set
     */
    public Mono<Route> route(String pattern, Map<String, String> labels) {
        return Mono.defer(() -> exchange.call(
                        Request.write(
                                Operation.ROUTE,
                                "POST",
                                "/route",
                                Bodies.route(Paths.pattern(pattern), labels),
                                Request.Repeat.IF_NOTHING_WAS_DONE,
                                "; the route may have been made: query and look for it before another attempt"),
                        Json::route))
                .name("backplane.route")
                .checkpoint("POST /route");
    }

    /**
     * Sets the weights of an endpoint's routes, absolute and therefore idempotent.
     *
     * @param endpoint its pattern: the host, or host and path
     * @param weights route id to weight from 0. Whether the service keeps the weights of routes left out is not known:
     *     give every route of the endpoint
     * @return completes when the service has taken the weights
     */
    public Mono<Void> shape(String endpoint, Map<String, Integer> weights) {
        return shaped(() -> shapeRequest(endpoint, weights, Request.Repeat.ALWAYS));
    }

    /**
     * The same, with {@link #EXPECTED} in its header: a service that knows it, such as Steelyard's own, answers 409 and
     * changes nothing if the weights are no longer these; any other one takes no notice. It is not idempotent, and tried
     * again only if the service certainly did nothing.
     *
     * @param endpoint its pattern: the host, or host and path
     * @param expected route id to weight, of every route of the endpoint
     * @param weights route id to weight from 0, of every route of the endpoint
     * @return completes when the service has taken the weights; fails with {@link StatusException} of status 409 if the
     *     expected ones are in force no longer
     */
    public Mono<Void> shape(String endpoint, Map<String, Integer> expected, Map<String, Integer> weights) {
        return shaped(() -> shapeRequest(endpoint, weights, Request.Repeat.IF_NOTHING_WAS_DONE)
                .with(EXPECTED, Fingerprint.of(expected)));
    }

    private Mono<Void> shaped(Supplier<Request> request) {
        return Mono.defer(() -> exchange.call(request.get()))
                .name("backplane.shape")
                .checkpoint("POST /shape");
    }

    private static Request shapeRequest(String endpoint, Map<String, Integer> weights, Request.Repeat repeat) {
        return Request.write(
                Operation.SHAPE,
                "POST",
                "/shape",
                Bodies.shape(Paths.pattern(endpoint), weights),
                repeat,
                "; the weights may be in force: query to see them");
    }

    /**
     * The secret that agents connect with.
     *
     * @return the secret; it is made by the service and stands in every answer to a query
     */
    public Mono<String> genToken() {
        return exchange.call(Request.get(Operation.GEN_TOKEN, "/q"), Json::token)
                .name("backplane.token")
                .checkpoint("GET /q for the token");
    }

    /**
     * Makes the endpoint if it is missing and sets whether it requires TLS.
     *
     * @param pattern the host, or host and path, of the endpoint
     * @param requireTls true if plain requests are to be refused
     * @return completes when the endpoint is as asked
     */
    public Mono<Void> putEndpoint(String pattern, boolean requireTls) {
        return Mono.defer(() -> exchange.call(Request.write(
                        Operation.PUT_ENDPOINT,
                        "PUT",
                        "/e",
                        Bodies.endpoint(Paths.pattern(pattern), requireTls),
                        Request.Repeat.ALWAYS,
                        "; the endpoint may have been set: query to see it")))
                .name("backplane.put_endpoint")
                .checkpoint("PUT /e");
    }

    /**
     * Deletes an endpoint with its routes.
     *
     * @param pattern the host, or host and path, of the endpoint
     * @return completes when it is gone; fails with {@link StatusException} if there was none
     */
    public Mono<Void> deleteEndpoint(String pattern) {
        return Mono.defer(() -> exchange.call(new Request(
                        Operation.DELETE_ENDPOINT,
                        "DELETE",
                        Paths.endpoint(pattern),
                        "",
                        null,
                        Request.Repeat.IF_NOTHING_WAS_DONE,
                        "; the endpoint may have been deleted: query to see")))
                .name("backplane.delete_endpoint")
                .checkpoint("DELETE /e");
    }

    /**
     * Any call of the API.
     *
     * @param <T> what the answer is read as
     * @param method in capitals; GET, HEAD and OPTIONS are repeated after failures that may pass
     * @param path below the base URL, begins with '/'; what is percent-encoded in it stays so
     * @param parameters become the query string
     * @param body written as JSON; null sends none
     * @param type what the answer's JSON is read into; {@code Void.class} ignores it (the Mono is then empty),
     *     {@code String.class} gives it as text
     * @return the answer; empty if its body is
     */
    public <T> Mono<T> api(
            String method, String path, Map<String, String> parameters, @Nullable Object body, Class<T> type) {
        return Mono.defer(() -> apiCall(method, path, parameters, body, type))
                .name("backplane.api")
                .checkpoint(method + " of the API");
    }

    private <T> Mono<T> apiCall(
            String method, String path, Map<String, String> parameters, @Nullable Object body, Class<T> type) {
        if (!method.matches("[A-Z]{1,20}")) {
            throw new IllegalArgumentException("method: '" + method + "' is not a word of capitals, such as GET");
        }
        boolean reads = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        Request request = new Request(
                Operation.API,
                method,
                Paths.given(path),
                Paths.query(parameters),
                body == null ? null : Bodies.json(body),
                reads ? Request.Repeat.ALWAYS : Request.Repeat.IF_NOTHING_WAS_DONE,
                "; it may have been done all the same");
        return type == Void.class
                ? exchange.call(request).then(Mono.empty())
                : exchange.call(request, answer -> Json.any(answer, type));
    }

    /**
     * The same client, over the same connections, with other retries.
     *
     * @param retries for each call of the client that is returned
     * @return a client beside this one; closing either closes the connections of both
     */
    public BackplaneClient with(Retries retries) {
        return new BackplaneClient(exchange.with(retries));
    }

    /**
     * Closes the connections, also those of clients made from this one; completes when done.
     *
     * @return completes when no connection is open any more
     */
    public Mono<Void> close() {
        return exchange.close();
    }

    @Override
    public String toString() {
        return "BackplaneClient[" + exchange.base() + "]";
    }
}
