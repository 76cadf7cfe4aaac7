package io.steelyard.web.backplane;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.ConflictException;
import io.steelyard.actuator.Provisioning;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UndoException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Fingerprint;
import io.steelyard.model.InForce;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What each call does with the balancer. Fails with a {@link Problem} where the caller can do something about it. */
final class Calls {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private final Balancer balancer;
    private final Actuator actuator;

    Calls(Balancer balancer) {
        this.balancer = balancer;
        this.actuator = balancer.actuator();
    }

    /** @param known the {@code If-None-Match} of the request; without it no tag is made, because that costs a pass */
    Mono<Answer> query(String token, @Nullable String known) {
        return Mono.defer(balancer.source()::read)
                .timeout(DEADLINE)
                .onErrorMap(this::unreadable)
                .map(snapshot -> QueryBody.of(token, snapshot))
                .flatMap(body -> known == null ? Mono.just(Answer.stream(body)) : conditional(known, body));
    }

    private static Mono<Answer> conditional(String known, Flux<byte[]> body) {
        return Tag.of(body)
                .map(tag -> (Tag.matches(known, tag) ? Answer.unchanged() : Answer.stream(body))
                        .with(HttpHeaderNames.ETAG, tag));
    }

    Mono<Answer> shape(ShapeRequest request) {
        Mono<Void> write = Mono.defer(() -> actuator.weights(request.pattern()))
                .flatMap(present ->
                        request.weights().isEmpty() ? Mono.empty() : set(request, present, desired(request, present)));
        return inTurn(write).onErrorMap(this::unwritten).thenReturn(Answer.done());
    }

    private Mono<Void> set(ShapeRequest request, Map<String, Integer> present, Weights wanted) {
        String pattern = request.pattern();
        return write(request, present, wanted)
                .doOnSuccess(done -> LOG.info("{} set by a call: {} -> {}", pattern, present, wanted.byRoute()));
    }

    private Mono<Void> write(ShapeRequest request, Map<String, Integer> present, Weights wanted) {
        if (request.expected().isEmpty()) {
            return actuator.shape(request.pattern(), wanted);
        }
        if (!request.expected().get().equals(Fingerprint.of(present))) {
            return Mono.error(Problem.conflict("the weights of " + request.pattern() + " are " + present
                    + " by now, and others were expected; nothing was changed"));
        }
        return actuator.shape(request.pattern(), InForce.of(present), wanted)
                .then()
                .onErrorResume(UndoException.class, UndoException::undo);
    }

    Mono<Answer> route(RouteRequest request) {
        return inTurn(Mono.defer(() -> provisioning().addRoute(request.pattern(), request.labels())))
                .onErrorMap(failure -> known(
                        failure,
                        "whether the route was made is not known: query before you try again, each try makes one"))
                .doOnNext(route -> LOG.info("{}: route {} made by a call", request.pattern(), route.id()))
                .map(route -> Answer.json(QueryBody.route(route)));
    }

    Mono<Answer> putEndpoint(EndpointRequest request) {
        return inTurn(Mono.defer(() -> provisioning().putEndpoint(request.pattern(), request.requireTls())))
                .onErrorMap(this::unwritten)
                .thenReturn(Answer.done());
    }

    Mono<Answer> deleteEndpoint(String pattern) {
        return inTurn(Mono.defer(() -> provisioning().deleteEndpoint(pattern)))
                .doOnSuccess(done -> LOG.info("{} deleted by a call", pattern))
                .onErrorMap(this::unwritten)
                .thenReturn(Answer.done());
    }

    /** A caller that hangs up does not cut off what was begun, such as the undoing of half a write. */
    private <T> Mono<T> inTurn(Mono<T> write) {
        return balancer.turns()
                .take(write.timeout(DEADLINE))
                .cache()
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> Problem.unavailable(String.valueOf(full.getMessage())));
    }

    private Provisioning provisioning() {
        return balancer.provisioning()
                .orElseThrow(() -> Problem.unacceptable("endpoints and routes cannot be changed by a call:"
                        + " not supported by this balancer (" + balancer.name() + ")"));
    }

    /** The whole endpoint is judged, but only what the request names is written, if that can be. */
    private Weights desired(ShapeRequest request, Map<String, Integer> present) {
        Capabilities capabilities = actuator.capabilities();
        Map<String, Integer> merged = new LinkedHashMap<>(present);
        request.weights().forEach((route, weight) -> {
            if (!present.containsKey(route)) {
                throw Problem.notFound("endpoint " + request.pattern() + " has no route " + route);
            }
            if (capabilities.unit() == Capabilities.Unit.ROUTE && weight > capabilities.maxWeight()) {
                throw Problem.unacceptable("weight of " + route + ": " + weight + " is above "
                        + capabilities.maxWeight() + "; scale all weights of the endpoint down");
            }
            merged.put(route, weight);
        });
        if (!positive(merged)) {
            throw Problem.unacceptable("endpoint " + request.pattern()
                    + " would be left without any weight; give at least one route more than 0");
        }
        return Weights.of(positive(request.weights()) ? request.weights() : merged);
    }

    private static boolean positive(Map<String, Integer> weights) {
        return weights.values().stream().anyMatch(weight -> weight > 0);
    }

    private Throwable unreadable(Throwable failure) {
        return Problem.unavailable("balancer " + balancer.name() + " cannot be read: " + reason(failure));
    }

    /** A write that may be repeated, because it says how things should be and not what to add. */
    private Throwable unwritten(Throwable failure) {
        Throwable known = known(failure, "");
        return known instanceof Problem problem && problem.status() == 500
                ? Problem.unavailable("balancer " + balancer.name()
                        + " did not confirm the write, which may be in force or not: " + reason(failure))
                : known;
    }

    private Throwable known(Throwable failure, String otherwise) {
        if (failure instanceof Problem) {
            return failure;
        }
        if (failure instanceof UnknownTargetException) {
            return Problem.notFound(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof ConflictException) {
            return Problem.conflict(String.valueOf(failure.getMessage()));
        }
        if (failure instanceof UnacceptableWeightsException) {
            return Problem.unacceptable(String.valueOf(failure.getMessage()));
        }
        return Problem.unclear(otherwise);
    }

    private static String reason(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return "no answer within " + DEADLINE.toSeconds() + " s";
        }
        return failure instanceof ReadException ? String.valueOf(failure.getMessage()) : "it failed";
    }
}
