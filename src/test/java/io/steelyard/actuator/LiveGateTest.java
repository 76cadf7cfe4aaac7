package io.steelyard.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Exchange;
import io.steelyard.model.InForce;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Outcome.Failure;
import io.steelyard.model.Outcome.Refusal;
import io.steelyard.model.Reason;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.testing.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class LiveGateTest {

    private final VirtualTime time = new VirtualTime();
    private final Memory balancer = new Memory();
    private final Turns turns = new Turns(1, time.scheduler());
    private Optional<Objection> objection = Optional.empty();
    private final LiveGate gate =
            new LiveGate(balancer, turns, decision -> objection, Duration.ofSeconds(1), time, time.scheduler());

    /** A balancer in memory whose write a test can bend. */
    private static final class Memory implements Actuator {
        private final Map<String, Integer> weights = new TreeMap<>(Map.of("a", 1, "b", 1));
        private Mono<Void> answer = Mono.empty();
        private Mono<Map<String, Integer>> read = Mono.fromSupplier(() -> new TreeMap<>(weights));
        private Map<String, Integer> stored = Map.of("a", 1, "b", 3);
        private int writes;
        private boolean silent;

        @Override
        public Capabilities capabilities() {
            return new Capabilities(1000, Capabilities.Unit.ROUTE, OptionalInt.of(1000), false, true, Duration.ZERO, 1);
        }

        @Override
        public Mono<Map<String, Integer>> weights(String pattern) {
            return read;
        }

        @Override
        public Mono<Void> shape(String pattern, Weights wanted) {
            return Mono.fromRunnable(() -> {
                        writes++;
                        weights.putAll(stored);
                    })
                    .then(answer);
        }

        @Override
        public Mono<InForce> shape(String pattern, InForce expected, Weights wanted) {
            Mono<InForce> written = Actuator.super.shape(pattern, expected, wanted);
            return silent ? written.then(Mono.empty()) : written;
        }
    }

    @Test
    void a_write_that_is_read_back_is_applied() {
        assertThat(apply()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void a_write_of_which_the_adapter_says_nothing_has_an_outcome_too() {
        balancer.silent = true;
        assertThat(apply()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void what_was_said_to_the_balancer_stays_with_the_outcome_whatever_that_is() {
        balancer.answer = Transcript.noted("set a", Mono.just("done")).then();
        assertThat(apply().exchanges()).containsExactly(new Exchange("set a", Optional.of("done")));

        balancer.weights.put("b", 1);
        balancer.answer = Transcript.noted("set a", Mono.<String>never()).then();
        assertThat(apply().exchanges()).containsExactly(new Exchange("set a", Optional.empty()));

        balancer.weights.put("b", 1);
        balancer.answer = Transcript.noted("set a", Mono.just("no"))
                .then(Mono.error(new UnacceptableWeightsException("weight 257 is above 256")));
        assertThat(apply())
                .isInstanceOf(Outcome.Refused.class)
                .satisfies(refused ->
                        assertThat(refused.exchanges()).containsExactly(new Exchange("set a", Optional.of("no"))));

        balancer.weights.put("b", 7);
        assertThat(apply().exchanges()).as("nothing was sent").isEmpty();
    }

    @Test
    void a_transcript_is_bounded_and_says_what_it_leaves_out() {
        Mono<String> call = Transcript.noted("x".repeat(5_000), Mono.just("y".repeat(5_000)));
        balancer.answer = call.then(call).then(call).then(call).then();
        List<Exchange> exchanges = apply().exchanges();
        assertThat(exchanges.get(0).sent()).startsWith("xxx").endsWith("x… (1000 more characters)");
        assertThat(exchanges).last().isEqualTo(new Exchange("… (2 more lines or requests)", Optional.empty()));
        assertThat(exchanges.stream()
                        .mapToInt(each ->
                                each.sent().length() + each.answer().orElse("").length())
                        .sum())
                .isLessThan(17_000);
    }

    @Test
    void an_edit_that_was_overwritten_is_told_although_the_weights_are_as_wanted() {
        balancer.answer = Mono.error(new OverwrittenException("a had 77 and not 1", null));
        assertThat(apply()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(Failure.ERROR);
            assertThat(failed.message()).contains("a had 77 and not 1");
        });
    }

    @Test
    void a_write_that_met_an_edit_is_a_conflict_once_the_edit_is_put_back() {
        Mono<Void> back = Mono.fromRunnable(() -> balancer.weights.put("a", 77));
        balancer.answer = Mono.error(
                new UndoException("a had 77 and not 1", back.then(Mono.error(new ConflictException("all is well")))));
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.CONFLICT));
        assertThat(balancer.weights).containsEntry("a", 77);
    }

    @Test
    void a_deadline_that_falls_into_the_putting_back_is_no_success_although_the_weights_are_as_wanted() {
        balancer.answer = Mono.error(new UndoException("a had 77 and not 1", Mono.never()));
        assertThat(apply()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.found()).isEqualTo(Map.of("a", 1, "b", 3));
            assertThat(failed.message()).contains("a had 77 and not 1; not put back within 3000ms");
        });
    }

    @Test
    void a_conflict_that_the_balancer_finds_is_one() {
        balancer.answer = Mono.error(new ConflictException("edited while we wrote"));
        assertThat(apply()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.CONFLICT);
            assertThat(refused.message()).contains("edited while we wrote");
        });
    }

    @Test
    void weights_that_changed_since_the_decision_are_left_alone() {
        balancer.weights.put("a", 7);
        assertThat(apply()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.CONFLICT);
            assertThat(refused.message()).contains("{a=7, b=1}");
        });
        assertThat(balancer.writes).isZero();
    }

    /** Who sets weights through us while a decision is under way comes first or after it, never in between. */
    @Test
    void a_write_waits_for_its_turn_and_then_sees_what_the_one_before_it_did() {
        Sinks.Empty<Void> call = Sinks.empty();
        turns.take(call.asMono().then(Mono.fromRunnable(() -> balancer.weights.put("a", 7))))
                .subscribe();
        List<Outcome> outcome = new ArrayList<>();
        gate.apply(decision()).subscribe(outcome::add);

        call.tryEmitEmpty();
        time.pass(Duration.ofMillis(1));

        assertThat(outcome)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.CONFLICT));
        assertThat(balancer.writes).isZero();
    }

    @Test
    void where_too_many_wait_a_decision_is_dropped() {
        turns.take(Mono.never()).subscribe();
        turns.take(Mono.never()).subscribe();

        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.message()).contains("too many writes at once"));
    }

    @Test
    void what_cannot_be_read_is_not_written() {
        balancer.read = Mono.error(new IllegalStateException("socket is gone"));
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.UNREADABLE));
        assertThat(balancer.writes).isZero();
    }

    @Test
    void a_read_that_hangs_is_given_up_before_the_write() {
        balancer.read = Mono.never();
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.message()).contains("no answer within 1000ms"));
        assertThat(balancer.writes).isZero();
    }

    @Test
    void a_rejected_write_is_refused() {
        balancer.stored = Map.of();
        balancer.answer = Mono.error(new UnacceptableWeightsException("weight 257 is above 256"));
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Refusal.REJECTED));
    }

    @Test
    void a_write_whose_answer_is_lost_is_applied_if_it_is_read_back() {
        balancer.answer = Mono.never();
        assertThat(apply()).isInstanceOf(Outcome.Applied.class);
        assertThat(balancer.writes).isEqualTo(1);
    }

    @Test
    void a_write_that_failed_half_way_says_what_was_found() {
        balancer.stored = Map.of("a", 9);
        balancer.answer = Mono.error(new IllegalStateException("connection reset"));
        assertThat(apply()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(Failure.ERROR);
            assertThat(failed.found()).isEqualTo(Map.of("a", 9, "b", 1));
        });
        assertThat(balancer.writes).as("a write is sent once").isEqualTo(1);
    }

    @Test
    void accepted_but_not_in_force_is_a_failure() {
        balancer.stored = Map.of();
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(Failure.READ_BACK));
    }

    @Test
    void a_route_that_joins_before_the_weights_are_read_back_takes_nothing_back_of_what_was_written() {
        balancer.answer = Mono.fromRunnable(() -> balancer.weights.put("c", 0));
        assertThat(apply()).isInstanceOf(Outcome.Applied.class);
    }

    @Test
    void a_route_that_is_gone_when_the_weights_are_read_back_is_a_failure() {
        balancer.answer = Mono.fromRunnable(() -> balancer.weights.remove("b"));
        assertThat(apply()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void what_is_objected_to_between_reading_and_writing_is_not_written_and_the_outcome_says_why() {
        balancer.read = balancer.read.doOnNext(found -> object(Refusal.OVERRULED, "paused by alice"));
        assertThat(apply()).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.refusal()).isEqualTo(Refusal.OVERRULED);
            assertThat(refused.message()).isEqualTo("paused by alice");
        });
        assertThat(balancer.writes).isZero();
    }

    @Test
    void a_write_that_was_sent_before_somebody_objects_is_read_back() {
        balancer.answer = Mono.fromRunnable(() -> object(Refusal.CLOSED, "stopping"));
        assertThat(apply()).isInstanceOf(Outcome.Applied.class);
    }

    private void object(Refusal refusal, String why) {
        objection = Optional.of(new Objection(refusal, why));
    }

    @Test
    void a_deadline_of_the_adapter_is_a_timeout_whichever_comes_first() {
        balancer.stored = Map.of();
        balancer.answer = Mono.error(new ReadException(Observation.Cause.TIMEOUT, "no answer within 1000ms"));
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(Failure.TIMEOUT));

        balancer.answer = Mono.error(new IllegalStateException("gave up", new TimeoutException()));
        assertThat(apply())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.failure()).isEqualTo(Failure.TIMEOUT));
    }

    private Outcome apply() {
        List<Outcome> outcome = new ArrayList<>();
        gate.apply(decision()).subscribe(outcome::add);
        time.pass(Duration.ofSeconds(5));
        assertThat(outcome).hasSize(1);
        return outcome.get(0);
    }

    private Decision.Reweigh decision() {
        return new Decision.Reweigh(
                "1",
                time.now(),
                "test",
                "www.example.com",
                new Reason(Reason.Code.REBALANCE, "test"),
                List.of(),
                Map.of("a", 1, "b", 1),
                Weights.of(Map.of("a", 1, "b", 3)));
    }
}
