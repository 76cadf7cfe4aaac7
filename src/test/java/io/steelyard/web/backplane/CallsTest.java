package io.steelyard.web.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.Provisioning;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.adapter.Balancer;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Route;
import io.steelyard.model.Weights;
import io.steelyard.source.Source;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** A balancer that never answers, or not as it should. */
class CallsTest {

    private static final Duration LONG = Duration.ofSeconds(11);

    @Test
    void a_reading_that_hangs_is_unavailable() {
        expect(calls -> calls.query("t", null), Mono::never, 503, "no answer within 10 s");
    }

    @Test
    void a_reading_that_fails_oddly_does_not_tell_its_insides() {
        expect(
                calls -> calls.query("t", null),
                () -> Mono.error(new IllegalStateException("password=hunter2")),
                503,
                "balancer deaf cannot be read: it failed");
    }

    @Test
    void a_shape_without_an_answer_may_be_in_force_or_not() {
        expect(calls -> calls.shape(new ShapeRequest("a", Map.of("r", 1))), Mono::never, 503, "may be in force or not");
    }

    @Test
    void a_route_without_an_answer_is_not_to_be_made_again_blindly() {
        expect(
                calls -> calls.route(new RouteRequest("a", Map.of("k", "v"))),
                Mono::never,
                500,
                "query before you try again");
    }

    @Test
    void only_what_was_asked_for_is_written_unless_that_alone_would_be_nothing() {
        Calls calls = new Calls(balancer(
                Mono::never, weights -> Mono.error(new UnacceptableWeightsException("written " + weights.byRoute()))));

        StepVerifier.create(calls.shape(new ShapeRequest("a", Map.of("r", 1)))).verifyErrorMessage("written {r=1}");
        StepVerifier.create(calls.shape(new ShapeRequest("a", Map.of("r", 0))))
                .verifyErrorMessage("written {r=0, s=5}");
    }

    /** Else the undoing of half a write could be cut off, and the next one come before its end. */
    @Test
    void a_write_that_was_begun_is_ended_although_the_caller_hangs_up() {
        Sinks.Empty<Void> write = Sinks.empty();
        AtomicReference<SignalType> end = new AtomicReference<>();
        Calls calls = new Calls(balancer(Mono::never, weights -> write.asMono().doFinally(end::set)));

        calls.shape(new ShapeRequest("a", Map.of("r", 1))).subscribe().dispose();
        assertThat(end).hasNullValue();
        write.tryEmitEmpty();
        assertThat(end).hasValue(SignalType.ON_COMPLETE);
    }

    private static void expect(Function<Calls, Mono<Answer>> call, Source source, int status, String message) {
        StepVerifier.withVirtualTime(() -> call.apply(new Calls(balancer(source, weights -> Mono.never()))))
                .thenAwait(LONG)
                .verifyErrorSatisfies(failure -> {
                    assertThat(failure).isInstanceOf(Problem.class).hasMessageContaining(message);
                    assertThat(((Problem) failure).status()).isEqualTo(status);
                });
    }

    private static Balancer balancer(Source source, Function<Weights, Mono<Void>> write) {
        Actuator actuator = new Actuator() {
            @Override
            public Capabilities capabilities() {
                return new Capabilities(
                        10, Capabilities.Unit.ROUTE, OptionalInt.empty(), false, false, Duration.ZERO, 1);
            }

            @Override
            public Mono<Map<String, Integer>> weights(String pattern) {
                return Mono.just(Map.of("r", 5, "s", 5));
            }

            @Override
            public Mono<Void> shape(String pattern, Weights weights) {
                return write.apply(weights);
            }
        };
        return new Balancer("deaf", source, actuator, Optional.of(new Mute()), Mono.empty());
    }

    private static final class Mute implements Provisioning {

        @Override
        public Mono<Void> putEndpoint(String pattern, boolean requireTls) {
            return Mono.never();
        }

        @Override
        public Mono<Void> deleteEndpoint(String pattern) {
            return Mono.never();
        }

        @Override
        public Mono<Route> addRoute(String pattern, Map<String, String> labels) {
            return Mono.never();
        }
    }
}
