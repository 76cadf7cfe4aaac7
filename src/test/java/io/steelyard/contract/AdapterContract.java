package io.steelyard.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.actuator.ConflictException;
import io.steelyard.actuator.LiveGate;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.Balancer;
import io.steelyard.contract.Bench.Part;
import io.steelyard.contract.Bench.Traffic;
import io.steelyard.contract.Bench.Wire;
import io.steelyard.model.Backend;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.InForce;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import io.steelyard.model.TimeSource;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.FaultProxy.Toxic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The contract of {@link io.steelyard.source.Source} and {@link io.steelyard.actuator.Actuator}, case by case. A test
 * class of an adapter extends it and names its bench; nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AdapterContract {

    protected static final Duration PATIENCE = Duration.ofSeconds(20);

    /** For calls that must run out of time. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private static final TimeSource CLOCK = () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime()));

    /** Chi-square with two degrees of freedom exceeds this once in a thousand fair trials. */
    private static final double CHI_SQUARE = 13.8;

    private static final int REQUESTS = 600;

    private Bench bench;
    private Balancer balancer;
    private String three;
    private List<String> routes;

    /** Sets up the adapter's bench. */
    protected abstract Bench bench();

    @BeforeAll
    void open() {
        bench = bench();
        balancer = bench.open(PATIENCE);
        three = bench.endpoint(Part.THREE);
        routes = List.copyOf(bench.weights(three).keySet());
    }

    @AfterAll
    void close() {
        balancer.close().block(PATIENCE);
        bench.close();
    }

    @BeforeEach
    void restore() {
        for (Part part : Part.values()) {
            String endpoint = bench.endpoint(part);
            Map<String, Integer> present = bench.weights(endpoint);
            Map<String, Integer> start = new LinkedHashMap<>(present);
            start.replaceAll((route, weight) -> Bench.START);
            if (!start.equals(present)) {
                bench.edit(endpoint, start);
            }
        }
    }

    // ---- reading

    @Test
    void a_reading_names_every_route_with_its_weight() {
        Snapshot seen = read();

        for (Part part : Part.values()) {
            String endpoint = bench.endpoint(part);
            assertThat(seen.endpoint(endpoint)).as(endpoint).isPresent();
            assertThat(observed(seen, endpoint)).as(endpoint).isEqualTo(bench.weights(endpoint));
        }
        assertThat(routes).hasSize(3);
        assertThat(bench.weights(bench.endpoint(Part.ONE))).hasSize(1);
        assertThat(bench.weights(bench.endpoint(Part.MANY))).hasSize(500);
    }

    @Test
    void a_reading_says_which_balancer_it_is_of() {
        assertThat(balancer.name()).isNotBlank();
        assertThat(read().source()).isEqualTo(balancer.name());
    }

    @Test
    void weights_are_those_of_a_reading() {
        for (Part part : Part.values()) {
            String endpoint = bench.endpoint(part);
            assertThat(weights(endpoint)).as(endpoint).isEqualTo(observed(read(), endpoint));
        }
    }

    @Test
    void a_reading_begins_when_it_is_subscribed_to_and_each_time_anew() {
        Mono<Snapshot> reading = balancer.source().read();
        Mono<Map<String, Integer>> weights = balancer.actuator().weights(three);
        bench.edit(three, parts(1, 2, 3));
        assertThat(observed(result(reading), three)).isEqualTo(parts(1, 2, 3));
        assertThat(result(weights)).isEqualTo(parts(1, 2, 3));
        bench.edit(three, parts(4, 5, 6));
        assertThat(observed(result(reading), three)).isEqualTo(parts(4, 5, 6));
        assertThat(result(weights)).isEqualTo(parts(4, 5, 6));
    }

    @Test
    void reading_changes_nothing() {
        List<String> before = pictures();
        for (int i = 0; i < 3; i++) {
            read();
            weights(three);
        }
        assertThat(pictures()).isEqualTo(before);
    }

    @Test
    void a_weight_of_zero_is_known_and_zero() {
        bench.edit(three, parts(0, 50, 100));
        assertThat(route(read(), routes.get(0)).weight()).hasValue(0);
        assertThat(weights(three)).containsEntry(routes.get(0), 0);
    }

    @Test
    void weights_that_are_all_zero_are_read_as_they_are() {
        bench.silence().orSkip().run();
        assertThat(observed(read(), three)).isEqualTo(parts(0, 0, 0));
        assertThat(weights(three)).isEqualTo(parts(0, 0, 0));
    }

    @Test
    void a_foreign_edit_is_seen_at_the_next_reading() {
        read();
        bench.edit(three, parts(7, 8, 9));
        assertThat(observed(read(), three)).isEqualTo(parts(7, 8, 9));
    }

    @Test
    void each_backend_of_a_route_is_one_that_the_balancer_names() {
        Snapshot seen = read();
        List<String> all = seen.backends().stream().map(Backend::id).toList();
        for (Endpoint endpoint : seen.endpoints()) {
            for (Route route : endpoint.routes()) {
                assertThat(route.backends()).extracting(Backend::id).isSubsetOf(all);
                assertThat(route.configured())
                        .isGreaterThanOrEqualTo(route.backends().size());
                if (!capabilities().skipsDeadBackends()) {
                    assertThat(route.live()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void loads_and_rates_are_unknown_or_not_below_zero() {
        read();
        for (Backend backend : read().backends()) {
            assertThat(backend.load().orElse(0)).isNotNegative().isFinite();
            assertThat(backend.requestsPerSecond().orElse(0)).isNotNegative().isFinite();
        }
    }

    @Test
    void the_incarnation_stays_while_the_balancer_does() {
        assertThat(read().incarnation()).isEqualTo(read().incarnation());
    }

    @Test
    void readers_side_by_side_all_get_the_whole() {
        List<Snapshot> seen = result(
                Flux.range(0, 8).flatMap(i -> balancer.source().read(), 8).collectList());
        assertThat(seen).hasSize(8).allSatisfy(each -> {
            assertThat(observed(each, three)).isEqualTo(bench.weights(three));
            assertThat(each.endpoint(bench.endpoint(Part.MANY)).orElseThrow().routes())
                    .hasSize(500);
        });
    }

    @Test
    void the_weights_of_an_unknown_endpoint_are_an_error_that_says_so() {
        assertThatThrownBy(() -> result(balancer.actuator().weights("nobody")))
                .isInstanceOf(UnknownTargetException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void calls_may_come_from_a_thread_that_must_not_block() {
        Weights wanted = Weights.of(vector(1, 2, 3));
        Map<String, Integer> found = result(Mono.defer(() -> balancer.source().read())
                .then(Mono.defer(() -> balancer.actuator().shape(three, wanted)))
                .then(Mono.defer(() -> balancer.actuator().weights(three)))
                .subscribeOn(Schedulers.parallel()));
        assertThat(found).isEqualTo(wanted.byRoute());
    }

    // ---- writing

    @Test
    void what_is_written_is_in_force_and_is_read_back() {
        roundTrip(three, vector(1, 2, 7));
    }

    @Test
    void nothing_is_written_before_somebody_subscribes() {
        Mono<Void> write = balancer.actuator().shape(three, Weights.of(vector(1, 2, 7)));
        assertThat(bench.weights(three)).isEqualTo(parts(Bench.START, Bench.START, Bench.START));
        write.block(PATIENCE);
        assertThat(bench.weights(three)).isEqualTo(vector(1, 2, 7));
    }

    @Test
    void a_write_ends_and_gives_nothing() {
        assertThat(balancer.actuator()
                        .shape(three, Weights.of(vector(1, 1, 2)))
                        .hasElement()
                        .block(PATIENCE))
                .isFalse();
    }

    @Test
    void zero_is_written_as_zero_and_comes_back() {
        roundTrip(three, vector(0, 1, 1));
        roundTrip(three, vector(1, 1, 1));
        roundTrip(three, vector(0, 0, 1));
    }

    @Test
    void the_largest_weight_is_taken() {
        int most = most();
        roundTrip(three, Map.of(routes.get(0), most, routes.get(1), 0, routes.get(2), 0));
        roundTrip(three, Map.of(routes.get(0), 0, routes.get(1), most, routes.get(2), 0));
    }

    @Test
    void one_more_than_the_largest_weight_is_refused_and_nothing_is_changed() {
        refused(UnacceptableWeightsException.class, Map.of(routes.get(0), most() + 1, routes.get(1), 1));
        refused(UnacceptableWeightsException.class, Map.of(routes.get(0), 1, routes.get(1), most() + 1));
    }

    @Test
    void a_weight_that_no_balancer_has_is_refused_and_nothing_is_changed() {
        refused(UnacceptableWeightsException.class, Map.of(routes.get(0), Integer.MAX_VALUE, routes.get(1), 1));
    }

    @Test
    void neither_a_negative_weight_nor_nothing_but_zeros_can_be_asked_for() {
        assertThatThrownBy(() -> Weights.of(Map.of(routes.get(0), -1, routes.get(1), 2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Weights.of(Map.of(routes.get(0), 0, routes.get(1), 0, routes.get(2), 0)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Weights.of(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_smallest_weight_above_zero_stays_above_zero() {
        int least = capabilities().minOfRoute(route(read(), routes.get(0)).configured());
        int rest = capabilities().total().orElse(most()) - least;
        roundTrip(three, Map.of(routes.get(0), least, routes.get(1), rest, routes.get(2), 0));
    }

    @Test
    void one_route_is_read_and_written() {
        String one = bench.endpoint(Part.ONE);
        String route = bench.weights(one).keySet().iterator().next();
        roundTrip(one, Map.of(route, capabilities().total().orElse(3)));
        roundTrip(one, Map.of(route, capabilities().total().orElse(1)));
    }

    @Test
    void five_hundred_routes_are_read_and_written() {
        String many = bench.endpoint(Part.MANY);
        List<String> ids = List.copyOf(bench.weights(many).keySet());
        Map<String, Integer> wanted = new TreeMap<>();
        for (int i = 0; i < ids.size(); i++) {
            wanted.put(ids.get(i), i % 5); // a sum of 1000
        }
        roundTrip(many, wanted);
    }

    @Test
    void fifty_vectors_by_chance_are_read_back_to_the_last_unit() {
        SplittableRandom random = new SplittableRandom(6);
        for (int i = 0; i < 50; i++) {
            roundTrip(three, vector(random.nextInt(100), random.nextInt(100), 1 + random.nextInt(100)));
        }
    }

    @Test
    void the_same_write_twice_is_the_same_as_once() {
        roundTrip(three, vector(2, 3, 5));
        roundTrip(three, vector(2, 3, 5));
    }

    @Test
    void of_two_writes_the_later_one_counts() {
        shape(three, vector(9, 1, 1));
        roundTrip(three, vector(1, 1, 9));
    }

    @Test
    void of_two_writes_at_the_same_time_each_route_has_a_weight_of_one_of_them() {
        Map<String, Integer> first = vector(1, 2, 7);
        Map<String, Integer> second = vector(6, 3, 1);
        Mono.when(
                        balancer.actuator().shape(three, Weights.of(first)),
                        balancer.actuator().shape(three, Weights.of(second)))
                .block(PATIENCE);
        Map<String, Integer> found = bench.weights(three);
        if (bench.atomic()) {
            assertThat(found).isIn(first, second);
        } else {
            assertThat(found)
                    .allSatisfy((route, weight) ->
                            assertThat(weight).isIn(first.get(route), second.get(route), Bench.START));
        }
    }

    @Test
    void routes_that_are_not_addressed_keep_their_weights() {
        shape(three, Map.of(routes.get(1), 42));
        assertThat(bench.weights(three)).isEqualTo(parts(Bench.START, 42, Bench.START));
    }

    @Test
    void neighbours_are_the_same_to_the_last_byte() {
        List<String> before = List.of(
                bench.picture(bench.endpoint(Part.NEIGHBOUR)),
                bench.picture(bench.endpoint(Part.ONE)),
                bench.picture(bench.endpoint(Part.MANY)));
        roundTrip(three, vector(0, 1, 3));
        roundTrip(three, vector(3, 1, 0));
        assertThat(List.of(
                        bench.picture(bench.endpoint(Part.NEIGHBOUR)),
                        bench.picture(bench.endpoint(Part.ONE)),
                        bench.picture(bench.endpoint(Part.MANY))))
                .isEqualTo(before);
    }

    @Test
    void an_unknown_endpoint_is_refused_and_nothing_is_changed() {
        List<String> before = pictures();
        assertThatThrownBy(() -> shape("nobody", Map.of(routes.get(0), 1))).isInstanceOf(UnknownTargetException.class);
        assertThat(pictures()).isEqualTo(before);
    }

    @Test
    void an_unknown_route_is_refused_and_the_known_ones_beside_it_are_not_written() {
        refused(UnknownTargetException.class, Map.of("nobody", 1));
        refused(UnknownTargetException.class, Map.of(routes.get(0), 1, "nobody", 1, routes.get(2), 3));
    }

    // ---- through the gate

    @Test
    void the_gate_applies_a_decision() {
        assertThat(apply(balancer, vector(5, 3, 2), PATIENCE)).isInstanceOf(Outcome.Applied.class);
        assertThat(bench.weights(three)).isEqualTo(vector(5, 3, 2));
    }

    @Test
    void an_edit_between_reading_and_writing_wins() {
        Map<String, Integer> base = bench.weights(three);
        bench.edit(three, parts(1, 100, 100));
        assertThat(apply(balancer, base, vector(5, 3, 2), PATIENCE)).satisfies(AdapterContract::conflict);
        assertThat(bench.weights(three)).isEqualTo(parts(1, 100, 100));
    }

    @Test
    void an_edit_of_one_unit_is_enough_to_win() {
        Map<String, Integer> base = bench.weights(three);
        bench.edit(three, parts(Bench.START, Bench.START, Bench.START + 1));
        assertThat(apply(balancer, base, vector(5, 3, 2), PATIENCE)).satisfies(AdapterContract::conflict);
        assertThat(bench.weights(three)).isEqualTo(parts(Bench.START, Bench.START, Bench.START + 1));
    }

    @Test
    void a_write_that_expects_what_is_in_force_is_done() {
        balancer.actuator()
                .shape(three, InForce.of(bench.weights(three)), Weights.of(vector(5, 3, 2)))
                .block(PATIENCE);
        assertThat(bench.weights(three)).isEqualTo(vector(5, 3, 2));
    }

    @Test
    void a_write_that_expects_other_weights_is_a_conflict_and_changes_nothing() {
        Map<String, Integer> base = bench.weights(three);
        Map<String, Integer> edited = parts(Bench.START, Bench.START + 1, Bench.START);
        bench.edit(three, edited);
        assertThatThrownBy(() -> balancer.actuator()
                        .shape(three, InForce.of(base), Weights.of(vector(5, 3, 2)))
                        .block(PATIENCE))
                .isInstanceOf(ConflictException.class);
        assertThat(bench.weights(three)).isEqualTo(edited);
    }

    /** After the adapter's last look, when the write is on its way already. */
    @Test
    void an_edit_that_falls_into_a_write_wins_and_is_told() {
        Wire wire = bench.wire().orSkip();
        bench.writesAndEditsAtOnce().orSkip();
        for (Map<String, Integer> edited : List.of(
                parts(1, 2, 3), parts(Bench.START, Bench.START, 7), parts(Bench.START + 1, Bench.START, Bench.START))) {
            restore();
            Map<String, Integer> base = bench.weights(three);
            wire.proxy().on(FaultProxy.nth(1, wire.write()), new Toxic.After(() -> bench.edit(three, edited)));
            try {
                assertThat(apply(balancer, base, parts(50, 60, 70), PATIENCE)).satisfies(AdapterContract::conflict);
            } finally {
                wire.proxy().clear();
            }
            assertThat(bench.weights(three)).isEqualTo(edited);
        }
    }

    /** Whoever edits again while the first edit is being put back. */
    @Test
    void of_two_edits_that_fall_into_a_write_the_later_one_wins() {
        Wire wire = bench.wire().orSkip();
        bench.writesAndEditsAtOnce().orSkip();
        Map<String, Integer> base = bench.weights(three);
        int[] writes = {0};
        wire.proxy()
                .on(
                        wire.write(),
                        new Toxic.After(() -> bench.edit(three, ++writes[0] == 1 ? parts(1, 2, 3) : parts(4, 5, 6))));
        try {
            apply(balancer, base, parts(50, 60, 70), PATIENCE);
        } finally {
            wire.proxy().clear();
        }
        assertThat(bench.weights(three)).isEqualTo(writes[0] == 1 ? parts(1, 2, 3) : parts(4, 5, 6));
    }

    // ---- what a balancer can do, as it says

    @Test
    void it_is_as_lasting_as_it_says() {
        Runnable restart = bench.restart().orSkip();
        roundTrip(three, vector(1, 2, 7));
        String incarnation = read().incarnation();
        restart.run();
        Snapshot after = read();
        assertThat(observed(after, three)).isEqualTo(bench.weights(three));
        if (capabilities().persistent()) {
            assertThat(observed(after, three)).isEqualTo(vector(1, 2, 7));
        } else {
            assertThat(after.incarnation()).as("else a loss looks like an edit").isNotEqualTo(incarnation);
        }
    }

    @Test
    void a_decision_from_before_a_restart_that_lost_the_weights_is_not_written() {
        Runnable restart = bench.restart().orSkip();
        assumeThat(capabilities().persistent()).as("weights survive a restart").isFalse();
        shape(three, vector(1, 2, 7));
        Map<String, Integer> base = bench.weights(three);
        restart.run();
        Map<String, Integer> reset = bench.weights(three);
        assertThat(apply(balancer, base, vector(5, 3, 2), PATIENCE)).satisfies(AdapterContract::conflict);
        assertThat(bench.weights(three)).isEqualTo(reset);
    }

    @Test
    void traffic_follows_the_weights() {
        Traffic traffic = bench.traffic().orSkip();
        for (Map<String, Integer> wanted : List.of(vector(1, 1, 1), vector(5, 3, 2), vector(0, 1, 3))) {
            roundTrip(three, wanted);
            fits(wanted, traffic.send(REQUESTS));
        }
    }

    @Test
    void a_route_without_backends_is_as_its_capabilities_say() {
        Traffic traffic = bench.traffic().orSkip();
        Runnable down = traffic.takeDown(routes.get(0)).orSkip();
        roundTrip(three, vector(1, 1, 1));
        down.run();
        try {
            long got = traffic.send(REQUESTS).getOrDefault(routes.get(0), 0L);
            assertThat(weights(three)).as("a server that goes down is no edit").isEqualTo(vector(1, 1, 1));
            if (capabilities().skipsDeadBackends()) {
                assertThat(got).isZero();
                assertThat(route(read(), routes.get(0)).live()).isZero();
            } else {
                assertThat(got).isPositive();
            }
        } finally {
            traffic.bringBack();
        }
    }

    @Test
    void its_range_is_sane() {
        Capabilities can = capabilities();
        assertThat(can.effectLag().isNegative()).isFalse();
        assertThat(can.maxOfRoute(1)).isGreaterThan(can.minOfRoute(1));
        can.total().ifPresent(total -> assertThat(total).isLessThanOrEqualTo(can.maxOfRoute(1)));
        assertThat(balancer.actuator().capabilities()).isEqualTo(can);
    }

    // ---- when things go wrong

    @Test
    void without_the_right_to_write_nothing_is_changed_and_the_error_says_it() {
        Balancer weak = bench.withoutRights().orSkip();
        assertThat(apply(weak, vector(5, 3, 2), PATIENCE))
                .isNotInstanceOf(Outcome.Applied.class)
                .satisfies(outcome -> assertThat(outcome.text().orElseThrow())
                        .containsPattern("(?i)permission|denied|token|401|level admin"));
        assertThat(bench.weights(three)).isEqualTo(parts(Bench.START, Bench.START, Bench.START));
        weak.close().block(PATIENCE);
    }

    @Test
    void a_balancer_that_says_nothing_is_not_written_to() {
        Wire wire = bench.wire().orSkip();
        Balancer hasty = bench.open(SHORT);
        Map<String, Integer> base = bench.weights(three);
        wire.proxy().always(new Toxic.Blackhole());
        try {
            assertThat(apply(hasty, base, vector(5, 3, 2), SHORT))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.refusal()).isEqualTo(Outcome.Refusal.UNREADABLE));
        } finally {
            wire.proxy().clear();
        }
        assertThat(bench.weights(three)).isEqualTo(base);
        hasty.close().block(PATIENCE);
    }

    @Test
    void a_reading_that_is_not_answered_in_time_is_an_error_that_says_timeout() {
        Wire wire = bench.wire().orSkip();
        Balancer hasty = bench.open(SHORT);
        wire.proxy().always(new Toxic.Blackhole());
        try {
            assertThat(catchThrowable(() -> result(hasty.source().read())))
                    .isInstanceOfSatisfying(
                            ReadException.class,
                            e -> assertThat(e.reason().name()).isEqualTo("TIMEOUT"));
        } finally {
            wire.proxy().clear();
        }
        hasty.close().block(PATIENCE);
    }

    @Test
    void a_write_whose_answer_is_lost_is_found_by_reading_back() {
        Wire wire = bench.wire().orSkip();
        Balancer hasty = bench.open(SHORT.multipliedBy(3));
        Map<String, Integer> base = bench.weights(three);
        Map<String, Integer> wanted = bench.atomic() ? vector(5, 3, 2) : parts(50, Bench.START, Bench.START);
        wire.proxy().on(FaultProxy.nth(1, wire.write()), new Toxic.LostAnswer());
        try {
            assertThat(apply(hasty, base, wanted, SHORT.multipliedBy(3))).isInstanceOf(Outcome.Applied.class);
        } finally {
            wire.proxy().clear();
        }
        assertThat(bench.weights(three)).isEqualTo(wanted);
        hasty.close().block(PATIENCE);
    }

    @Test
    void a_write_that_is_cut_off_is_never_told_as_done() {
        Wire wire = bench.wire().orSkip();
        wire.proxy().on(wire.write(), new Toxic.Reset());
        try {
            assertThat(apply(balancer, vector(5, 3, 2), PATIENCE)).isInstanceOf(Outcome.Failed.class);
        } finally {
            wire.proxy().clear();
        }
        assertThat(bench.weights(three)).isEqualTo(parts(Bench.START, Bench.START, Bench.START));
    }

    @Test
    void a_write_that_is_done_by_half_is_told_with_what_is_in_force() {
        Wire wire = bench.wire().orSkip();
        assumeThat(bench.atomic()).as("cannot happen: a write is one request").isFalse();
        String many = bench.endpoint(Part.MANY);
        Map<String, Integer> base = bench.weights(many);
        Map<String, Integer> wanted = new TreeMap<>(base);
        wanted.replaceAll((route, weight) -> weight + 1);
        wire.proxy().on(FaultProxy.nth(2, wire.write()), new Toxic.Reset());
        try {
            Outcome outcome = apply(balancer, many, base, wanted, PATIENCE);
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.found())
                        .isEqualTo(bench.weights(many))
                        .isNotEqualTo(wanted)
                        .isNotEqualTo(base);
                assertThat(failed.message()).containsPattern("[1-9][0-9]* of 500");
            });
        } finally {
            wire.proxy().clear();
        }
    }

    @Test
    void a_reading_that_breaks_off_is_an_error_and_never_a_part() {
        Wire wire = bench.wire().orSkip();
        for (int bytes : new int[] {0, 1, 17, 100, 333, 1000, 4000}) {
            wire.proxy().always(new Toxic.Limit(bytes, bytes % 2 == 0));
            try {
                assertThat(catchThrowable(() -> result(balancer.source().read())))
                        .as("after %s bytes", bytes)
                        .isInstanceOf(ReadException.class);
            } finally {
                wire.proxy().clear();
            }
        }
    }

    @Test
    void after_a_fault_it_goes_on_by_itself() {
        Wire wire = bench.wire().orSkip();
        for (Toxic toxic : List.of(new Toxic.Reset(), new Toxic.HalfClose(), new Toxic.Instead("?"))) {
            wire.proxy().always(toxic);
            assertThat(catchThrowable(() -> result(balancer.source().read()))).isInstanceOf(ReadException.class);
            wire.proxy().clear();
            wire.proxy().cut();
            // A connection that was kept open may be found to be cut by the next reading only; that costs one poll.
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(ReadException.class)
                    .untilAsserted(() -> assertThat(observed(read(), three)).isEqualTo(bench.weights(three)));
        }
    }

    @Test
    void a_write_that_is_cancelled_leaves_old_weights_or_new_ones() {
        for (int i = 0; i < 20; i++) {
            Map<String, Integer> before = bench.weights(three);
            Map<String, Integer> wanted = vector(1 + i % 2, 2 + i, 40);
            balancer.actuator().shape(three, Weights.of(wanted)).subscribe().dispose();
            Map<String, Integer> after = bench.weights(three);
            if (bench.atomic()) {
                assertThat(after).isIn(before, wanted);
            } else {
                assertThat(after)
                        .allSatisfy((route, weight) -> assertThat(weight).isIn(before.get(route), wanted.get(route)));
            }
            settle();
        }
        roundTrip(three, vector(1, 1, 1));
    }

    @Test
    void a_reading_that_is_cancelled_harms_no_other() {
        for (int i = 0; i < 20; i++) {
            balancer.source().read().subscribe().dispose();
        }
        assertThat(observed(read(), three)).isEqualTo(bench.weights(three));
    }

    @Test
    void connections_do_not_pile_up() {
        Wire wire = bench.wire().orSkip();
        for (int i = 0; i < 30; i++) {
            weights(three);
            balancer.actuator().weights(three).subscribe().dispose();
        }
        await().atMost(PATIENCE).until(() -> wire.proxy().connections() <= 4);
    }

    @Test
    void closing_it_changes_neither_weights_nor_traffic() {
        Balancer other = bench.open(PATIENCE);
        other.actuator().shape(three, Weights.of(vector(5, 3, 2))).block(PATIENCE);
        List<String> before = pictures();
        other.close().block(PATIENCE);
        other.close().block(PATIENCE);
        assertThat(pictures()).isEqualTo(before);
        assertThat(bench.weights(three)).isEqualTo(vector(5, 3, 2));
        bench.traffic().thing().ifPresent(traffic -> fits(vector(5, 3, 2), traffic.send(REQUESTS)));
    }

    @Test
    void no_error_tells_the_secret() {
        String secret = bench.secret().orSkip();
        Wire wire = bench.wire().orSkip();
        List<String> told = new ArrayList<>(List.of(balancer.name(), balancer.toString(), read().toString()));
        for (Toxic toxic : List.of(
                new Toxic.Reset(),
                new Toxic.Instead("HTTP/1.1 500 no\r\nContent-Length: " + secret.length() + "\r\n\r\n" + secret),
                new Toxic.Instead(secret))) {
            wire.proxy().always(toxic);
            for (Throwable e = catchThrowable(() -> result(balancer.source().read())); e != null; e = e.getCause()) {
                told.add(e.toString());
            }
            wire.proxy().clear();
        }
        assertThat(String.join("\n", told)).doesNotContain(secret);
    }

    // ---- steps

    private Snapshot read() {
        return result(balancer.source().read());
    }

    private Map<String, Integer> weights(String endpoint) {
        return result(balancer.actuator().weights(endpoint));
    }

    private void shape(String endpoint, Map<String, Integer> weights) {
        balancer.actuator().shape(endpoint, Weights.of(weights)).block(PATIENCE);
    }

    private void roundTrip(String endpoint, Map<String, Integer> wanted) {
        shape(endpoint, wanted);
        assertThat(bench.weights(endpoint)).isEqualTo(wanted);
        assertThat(weights(endpoint)).isEqualTo(wanted);
    }

    private void refused(Class<? extends Throwable> as, Map<String, Integer> weights) {
        List<String> before = pictures();
        assertThatThrownBy(() -> shape(three, weights)).isInstanceOf(as);
        assertThat(pictures()).isEqualTo(before);
    }

    /** Waits until the write that was given up has come to its end, one way or the other. */
    private void settle() {
        weights(three);
    }

    private Outcome apply(Balancer through, Map<String, Integer> wanted, Duration deadline) {
        return apply(through, bench.weights(three), wanted, deadline);
    }

    private Outcome apply(Balancer through, Map<String, Integer> base, Map<String, Integer> wanted, Duration deadline) {
        return apply(through, three, base, wanted, deadline);
    }

    private static Outcome apply(
            Balancer through,
            String endpoint,
            Map<String, Integer> base,
            Map<String, Integer> wanted,
            Duration deadline) {
        Decision.Reweigh decision = new Decision.Reweigh(
                "1",
                CLOCK.now(),
                "contract",
                endpoint,
                new Reason(Reason.Code.REBALANCE, "contract"),
                List.of(),
                base,
                Weights.of(wanted));
        return result(new LiveGate(through.actuator(), through.turns(), deadline, CLOCK, Schedulers.parallel())
                .apply(decision));
    }

    private static void conflict(Outcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Outcome.Refusal.CONFLICT));
    }

    private void fits(Map<String, Integer> weights, Map<String, Long> got) {
        long all = got.values().stream().mapToLong(Long::longValue).sum();
        double sum = weights.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(all).as("requests that reached a route").isEqualTo(REQUESTS);
        double chi = 0;
        for (Map.Entry<String, Integer> route : weights.entrySet()) {
            double expected = REQUESTS * route.getValue() / sum;
            long found = got.getOrDefault(route.getKey(), 0L);
            if (expected == 0) {
                assertThat(found).as("requests at weight 0").isZero();
            } else {
                chi += (found - expected) * (found - expected) / expected;
            }
        }
        assertThat(chi).as("chi-square of %s at weights %s", got, weights).isLessThan(CHI_SQUARE);
    }

    private Capabilities capabilities() {
        return balancer.actuator().capabilities();
    }

    private int most() {
        return capabilities().maxOfRoute(route(read(), routes.get(0)).configured());
    }

    private Route route(Snapshot seen, String id) {
        return seen.endpoint(three).orElseThrow().route(id).orElseThrow();
    }

    private List<String> pictures() {
        List<String> all = new ArrayList<>();
        for (Part part : Part.values()) {
            all.add(bench.picture(bench.endpoint(part)));
        }
        return all;
    }

    private Map<String, Integer> parts(int... weights) {
        Map<String, Integer> map = new TreeMap<>();
        IntStream.range(0, weights.length).forEach(i -> map.put(routes.get(i), weights[i]));
        return map;
    }

    /** In these proportions, with the sum that the balancer wants. */
    private Map<String, Integer> vector(int... proportions) {
        Map<String, Integer> wanted = parts(proportions);
        if (capabilities().total().isEmpty()) {
            return wanted;
        }
        int total = capabilities().total().getAsInt();
        int sum = IntStream.of(proportions).sum();
        wanted.replaceAll((route, part) -> part * total / sum);
        String largest =
                Collections.max(wanted.entrySet(), Map.Entry.comparingByValue()).getKey();
        int missing =
                total - wanted.values().stream().mapToInt(Integer::intValue).sum();
        wanted.merge(largest, missing, Integer::sum);
        return wanted;
    }

    private static Map<String, Integer> observed(Snapshot seen, String endpoint) {
        Map<String, Integer> weights = new TreeMap<>();
        for (Route route : seen.endpoint(endpoint).orElseThrow().routes()) {
            weights.put(route.id(), route.weight().orElseThrow());
        }
        return weights;
    }

    private static <T> T result(Mono<T> call) {
        return Objects.requireNonNull(call.block(PATIENCE));
    }
}
