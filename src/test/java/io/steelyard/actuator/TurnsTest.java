package io.steelyard.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class TurnsTest {

    private final Turns turns = new Turns(2, Schedulers.immediate());
    private final List<String> order = new ArrayList<>();

    @Test
    void one_works_while_the_others_wait_in_order() {
        Sinks.Empty<Void> first = Sinks.empty();
        turns.take(work("a", first)).subscribe();
        turns.take(work("b", done())).subscribe();
        turns.take(work("c", done())).subscribe();
        assertThat(order).containsExactly("a");

        first.tryEmitEmpty();
        assertThat(order).containsExactly("a", "b", "c");
        turns.take(work("d", done())).subscribe();
        assertThat(order).containsExactly("a", "b", "c", "d");
    }

    @Test
    void who_gives_up_waiting_does_not_get_a_turn_and_does_not_end_one() {
        Sinks.Empty<Void> first = Sinks.empty();
        turns.take(work("a", first)).subscribe();
        Disposable gaveUp = turns.take(work("b", done())).subscribe();
        turns.take(work("c", done())).subscribe();
        gaveUp.dispose();
        assertThat(order).containsExactly("a");

        first.tryEmitEmpty();
        assertThat(order).containsExactly("a", "c");
    }

    @Test
    void work_that_fails_or_is_given_up_ends_its_turn() {
        Disposable atWork = turns.take(work("a", Sinks.empty())).subscribe();
        StepVerifier.Step<Void> failing = StepVerifier.create(turns.take(Mono.error(new IllegalStateException("no"))));
        atWork.dispose();

        failing.expectErrorMessage("no").verify();
        turns.take(work("b", done())).subscribe();
        assertThat(order).containsExactly("a", "b");
    }

    @Test
    void beyond_the_limit_nobody_may_wait() {
        turns.take(work("a", Sinks.empty())).subscribe();
        turns.take(work("b", done())).subscribe();
        turns.take(work("c", done())).subscribe();

        StepVerifier.create(turns.take(work("d", done())))
                .expectErrorMessage("too many writes at once: 2 are waiting already")
                .verify();
    }

    private Mono<Void> work(String name, Sinks.Empty<Void> end) {
        return Mono.defer(() -> {
            order.add(name);
            return end.asMono();
        });
    }

    private static Sinks.Empty<Void> done() {
        Sinks.Empty<Void> done = Sinks.empty();
        done.tryEmitEmpty();
        return done;
    }
}
