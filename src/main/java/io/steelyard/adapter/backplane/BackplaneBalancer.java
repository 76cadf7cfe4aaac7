package io.steelyard.adapter.backplane;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.Provisioning;
import io.steelyard.actuator.Transcript;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.Balancer;
import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.Endpoint;
import io.steelyard.backplane.QueryResponse;
import io.steelyard.backplane.Retries;
import io.steelyard.backplane.Route;
import io.steelyard.backplane.StatusException;
import io.steelyard.backplane.WireListener;
import io.steelyard.model.Capabilities;
import io.steelyard.model.InForce;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.ShellWord;
import io.steelyard.model.Snapshot;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.source.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import reactor.core.publisher.Mono;

/** A balancer behind the Backplane API. */
public final class BackplaneBalancer implements Source, Actuator, Provisioning {

    /** Weights are shares of the endpoint's traffic, written in thousandths. */
    private static final int TOTAL = 1000;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private static final Capabilities CAPABILITIES = new Capabilities(
            TOTAL,
            Capabilities.Unit.ROUTE,
            OptionalInt.of(TOTAL),
            false,
            true,
            Duration.ZERO,
            Double.POSITIVE_INFINITY);

    private final String name;
    private final BackplaneClient client;
    private final BackplaneClient once;

    private final TimeSource time;
    private volatile Optional<Moment> notBefore = Optional.empty();

    private BackplaneBalancer(String name, BackplaneClient client, TimeSource time) {
        this.name = name;
        this.time = time;
        this.client = client;
        this.once = client.with(Retries.NONE);
    }

    /**
     * A balancer over a client, which it closes when it is closed. Readings and the writing of weights are single
     * attempts however the client is set: a reading's retry is the next poll, and a repeated write would overwrite what
     * somebody set since the weights were compared.
     *
     * <p>When an answer says Retry-After, nothing is read or written before: it fails as throttled without a request.
     *
     * @param name for logs and as the snapshots' source
     * @param time when to ask again
     */
    public static Balancer of(BackplaneClient client, String name, TimeSource time) {
        BackplaneBalancer balancer = new BackplaneBalancer(name, client, time);
        return new Balancer(name, balancer, balancer, Optional.of(balancer), client.close());
    }

    @Override
    public Mono<Snapshot> read() {
        return asked(once.query())
                .map(answer -> Mapping.snapshot(name, answer))
                .onErrorMap(Faults::ofReading)
                .name("backplane.read")
                .checkpoint("reading " + name);
    }

    /** The call, unless the balancer has asked to be left alone; it may ask so in its answer. */
    private <T> Mono<T> asked(Mono<T> call) {
        return Mono.defer(() -> waiting().<Mono<T>>map(Mono::error).orElse(call))
                .doOnError(StatusException.class, this::waitAsAsked);
    }

    private Optional<ReadException> waiting() {
        Moment now = time.now();
        return notBefore
                .filter(now::isBefore)
                .map(until -> new ReadException(
                        Cause.THROTTLED,
                        name + " asked to be left alone for " + until.since(now).toSeconds() + "s more (Retry-After)"));
    }

    private void waitAsAsked(StatusException answer) {
        answer.retryAfter()
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
                .ifPresent(wait -> notBefore = Optional.of(time.now().plus(wait)));
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    /**
     * A weight that cannot be read, or an endpoint that contradicts itself, fails the reading: half a vector must not
     * pass for the whole.
     */
    @Override
    public Mono<Map<String, Integer>> weights(String pattern) {
        return asked(once.query())
                .onErrorMap(Faults::ofReading)
                .map(answer -> weights(answer, pattern))
                .name("backplane.weights")
                .checkpoint("weights of " + pattern);
    }

    private Map<String, Integer> weights(QueryResponse answer, String pattern) {
        Endpoint endpoint = answer.endpoint(pattern)
                .orElseThrow(() -> new UnknownTargetException("no endpoint " + pattern + " in " + name));
        String suspicion = answer.oddities().suspects().get(pattern);
        if (suspicion != null) {
            throw new ReadException(Cause.DECODE, "the weights of " + pattern + " cannot be relied upon: " + suspicion);
        }
        Map<String, Integer> weights = new TreeMap<>();
        for (Route route : endpoint.routes()) {
            weights.put(
                    route.id(),
                    route.weight()
                            .orElseThrow(() -> new ReadException(
                                    Cause.DECODE,
                                    "the weight of route " + route.id() + " of " + pattern + " cannot be read")));
        }
        return weights;
    }

    @Override
    public Mono<Void> shape(String pattern, Weights weights) {
        return asked(overheard(once.shape(pattern, weights.byRoute())))
                .onErrorMap(Faults::ofShape)
                .name("backplane.shape")
                .checkpoint("shape of " + pattern);
    }

    /** With what goes over the wire in the transcript of the write. */
    private static Mono<Void> overheard(Mono<Void> call) {
        return Mono.deferContextual(context -> Transcript.in(context)
                .map(transcript ->
                        call.contextWrite(inner -> inner.put(WireListener.class, (WireListener) transcript::sent)))
                .orElse(call));
    }

    /** By this program's own client; the name of the balancer is its address. */
    @Override
    public Mono<List<String>> commands(String pattern, Weights weights) {
        StringBuilder command = new StringBuilder("steelyard shape --url ")
                .append(ShellWord.of(name))
                .append(" --token-file FILE ")
                .append(ShellWord.of(pattern));
        weights.byRoute().forEach((route, weight) -> command.append(' ').append(ShellWord.of(route + "=" + weight)));
        return Mono.just(List.of(command.toString()));
    }

    /** The client's header is all that can be done: the API has no compare-and-set, and few will know ours. */
    @Override
    public Mono<InForce> shape(String pattern, InForce expected, Weights weights) {
        return asked(overheard(once.shape(pattern, expected.byRoute(), weights.byRoute())))
                .thenReturn(InForce.of(weights.byRoute()))
                .onErrorMap(Faults::ofShape)
                .name("backplane.shape")
                .checkpoint("shape of " + pattern);
    }

    @Override
    public Mono<Void> putEndpoint(String pattern, boolean requireTls) {
        return client.putEndpoint(pattern, requireTls);
    }

    @Override
    public Mono<Void> deleteEndpoint(String pattern) {
        return client.deleteEndpoint(pattern).onErrorMap(Faults::ofTarget);
    }

    @Override
    public Mono<io.steelyard.model.Route> addRoute(String pattern, Map<String, String> labels) {
        return client.route(pattern, labels)
                .map(made -> Mapping.newRoute(made, labels))
                .onErrorMap(Faults::ofTarget);
    }
}
