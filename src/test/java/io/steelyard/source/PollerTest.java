package io.steelyard.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Observation;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Observation.Missed;
import io.steelyard.model.Observation.Seen;
import io.steelyard.model.Snapshot;
import io.steelyard.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

class PollerTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Snapshot EMPTY = new Snapshot("test", "", List.of(), List.of());

    private final VirtualTime time = new VirtualTime();
    private final List<Observation> seen = new ArrayList<>();
    private final List<Disposable> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(Disposable::dispose);
    }

    @Test
    void polls_at_once_and_then_at_each_tick() {
        poll(() -> Mono.just(EMPTY), SECOND);
        time.pass(Duration.ofMillis(3500));
        assertThat(seen).hasSize(4).allMatch(Seen.class::isInstance);
        assertThat(seen).extracting(each -> ((Seen) each).generation()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_failed_poll_is_a_value_and_the_next_one_goes_on() {
        AtomicInteger count = new AtomicInteger();
        poll(
                () -> count.incrementAndGet() == 2
                        ? Mono.error(new ReadException(Cause.DECODE, "not JSON"))
                        : Mono.just(EMPTY),
                SECOND);
        time.pass(Duration.ofMillis(2500));
        assertThat(seen.get(1)).isInstanceOfSatisfying(Missed.class, missed -> {
            assertThat(missed.cause()).isEqualTo(Cause.DECODE);
            assertThat(missed.message()).isEqualTo("not JSON");
        });
        assertThat(seen.get(2))
                .isInstanceOfSatisfying(
                        Seen.class, next -> assertThat(next.generation()).isEqualTo(2));
    }

    @Test
    void a_source_that_throws_instead_of_failing_costs_one_poll() {
        AtomicInteger count = new AtomicInteger();
        poll(
                () -> {
                    if (count.incrementAndGet() == 1) {
                        throw new IllegalStateException("bug");
                    }
                    return Mono.just(EMPTY);
                },
                SECOND);
        time.pass(Duration.ofMillis(1500));
        assertThat(seen.get(0)).isInstanceOf(Missed.class);
        assertThat(seen.get(1)).isInstanceOf(Seen.class);
    }

    @Test
    void a_source_that_gives_nothing_is_a_missed_poll() {
        poll(Mono::empty, SECOND);
        time.pass(Duration.ofMillis(500));
        assertThat(seen).singleElement().isInstanceOf(Missed.class);
    }

    @Test
    void a_poll_that_hangs_is_given_up_and_cancelled() {
        AtomicInteger cancelled = new AtomicInteger();
        poll(() -> Mono.<Snapshot>never().doOnCancel(cancelled::incrementAndGet), Duration.ofMillis(800));
        time.pass(Duration.ofMillis(2900));
        assertThat(seen)
                .hasSize(3)
                .allSatisfy(each -> assertThat(((Missed) each).cause()).isEqualTo(Cause.TIMEOUT));
        assertThat(cancelled).hasValue(3);
    }

    @Test
    void ticks_during_a_slow_poll_are_dropped_and_counted() {
        poll(() -> Mono.just(EMPTY).delayElement(Duration.ofMillis(2500), time.scheduler()), Duration.ofSeconds(10));
        time.pass(Duration.ofMillis(8600));
        assertThat(seen).extracting(Observation::skipped).containsExactly(0, 2, 2);
    }

    @Test
    void a_poll_that_is_asked_for_comes_at_once_but_not_too_near_to_another() {
        Poller poller = new Poller(() -> Mono.just(EMPTY), Duration.ofSeconds(60), SECOND, time, time.scheduler());
        poller.now(); // nobody is there yet
        running.add(poller.observations().subscribe(seen::add));
        time.pass(Duration.ofSeconds(20));
        assertThat(seen).hasSize(1);
        poller.now();
        time.pass(Duration.ofMillis(1));
        assertThat(seen).hasSize(2).extracting(Observation::skipped).containsOnly(0);
        poller.now();
        poller.now();
        time.pass(Duration.ofMillis(998));
        assertThat(seen).as("a second apart").hasSize(2);
        time.pass(Duration.ofSeconds(2));
        assertThat(seen).as("and two wishes are one").hasSize(3);
        time.pass(Duration.ofMillis(36_500)); // 59.5 s
        poller.now();
        time.pass(Duration.ofMillis(400));
        assertThat(seen).as("the tick is near").hasSize(3);
        time.pass(Duration.ofSeconds(5));
        assertThat(seen).hasSize(4);
        assertThat(seen.get(3).skipped()).isZero();
    }

    @Test
    void with_a_short_interval_too_an_extra_poll_keeps_away_from_the_ticks() {
        Poller poller = new Poller(() -> Mono.just(EMPTY), SECOND, SECOND, time, time.scheduler());
        running.add(poller.observations().subscribe(seen::add));
        time.pass(Duration.ofMillis(2100));
        poller.now();
        time.pass(Duration.ofMillis(200));
        assertThat(seen).hasSize(3);
        time.pass(Duration.ofMillis(100));
        assertThat(seen).hasSize(4);
        time.pass(Duration.ofMillis(400)); // 2.8 s
        poller.now();
        time.pass(Duration.ofMillis(300));
        assertThat(seen).hasSize(5);
        time.pass(Duration.ofSeconds(1));
        assertThat(seen).hasSize(6);
    }

    private void poll(Source source, Duration timeout) {
        running.add(new Poller(source, SECOND, timeout, time, time.scheduler())
                .observations()
                .subscribe(seen::add));
    }
}
