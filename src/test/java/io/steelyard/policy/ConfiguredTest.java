package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Reason.Code;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredTest {

    private static final PolicyContext CONTEXT = new PolicyContext("web", Scene.SECOND, Scene.PERMILLE);

    private final Scene scene = new Scene();

    @Test
    void an_allocator_is_made_with_its_parameters() {
        scene.route("a", 500, 1, 1, 10).route("b", 500, 1, 1, 10).polls(2);
        assertThat(keeping(50).create(CONTEXT).propose(scene.history()).reason().code())
                .isEqualTo(Code.BALANCED);
        assertThat(keeping(90).create(CONTEXT).propose(scene.history()).reason().code())
                .isEqualTo(Code.DRIFT);
    }

    @Test
    void a_limiter_is_made_with_its_parameters_and_has_the_name_of_its_type() {
        scene.route("a", 500, 3, 1, 10).route("b", 500, 1, 0, 0).polls(2);
        scene.route("b", 500, 0, 0, 0).poll();
        Limited.Named named = evacuating(0.5).create(CONTEXT);
        assertThat(named.type()).isEqualTo("evacuate");
        assertThat(named.limiter()
                        .limit(scene.history(), scene.history().shares().orElseThrow()))
                .isInstanceOf(Limiter.Bounded.class);
        assertThat(evacuating(0.9)
                        .create(CONTEXT)
                        .limiter()
                        .limit(scene.history(), scene.history().shares().orElseThrow()))
                .isInstanceOf(Limiter.Veto.class);
    }

    @Test
    void a_signal_is_made_with_its_parameters() {
        scene.route("a", 500, 1, 90, 10).polls(5);
        assertThat(wanting(30).create(CONTEXT).advise(scene.history()).routes().get("a"))
                .isNotNull()
                .satisfies(route -> assertThat(route.desired()).isEqualTo(3));
        assertThat(wanting(90).create(CONTEXT).advise(scene.history()).routes().get("a"))
                .isNotNull()
                .satisfies(route -> assertThat(route.desired()).isEqualTo(1));
    }

    /** Each reading of a configuration brings factories of its own. */
    @Test
    void two_are_equal_if_a_configuration_names_them_by_the_same_words() {
        assertThat(keeping(90)).isEqualTo(keeping(90)).hasSameHashCodeAs(keeping(90));
        assertThat(evacuating(0.5)).isEqualTo(evacuating(0.5)).hasSameHashCodeAs(evacuating(0.5));
        assertThat(wanting(60)).isEqualTo(wanting(60)).hasSameHashCodeAs(wanting(60));
    }

    @Test
    void other_parameters_are_another_policy() {
        assertThat(keeping(90)).isNotEqualTo(keeping(80));
        assertThat(evacuating(0.5)).isNotEqualTo(evacuating(0.6));
        assertThat(wanting(60)).isNotEqualTo(wanting(61));
        assertThat(keeping(90).hashCode()).isNotEqualTo(keeping(80).hashCode());
        assertThat(evacuating(0.5).hashCode()).isNotEqualTo(evacuating(0.6).hashCode());
        assertThat(wanting(60).hashCode()).isNotEqualTo(wanting(61).hashCode());
    }

    @Test
    void what_stands_in_another_place_of_a_configuration_is_another_thing() {
        assertThat((Object) keeping(90)).isNotEqualTo(evacuating(0.5)).isNotEqualTo(wanting(60));
        assertThat((Object) evacuating(0.5)).isNotEqualTo(keeping(90)).isNotEqualTo(wanting(60));
        assertThat((Object) wanting(60)).isNotEqualTo(keeping(90)).isNotEqualTo(evacuating(0.5));
    }

    private static Configured.OfAllocator keeping(double blue) {
        return new Configured.OfAllocator(
                new Static.Factory(),
                new StaticParameters(Map.of("a", blue, "b", 100 - blue), StaticParameters.Drift.REPORT));
    }

    private static Configured.OfLimiter evacuating(double panicThreshold) {
        return new Configured.OfLimiter(
                new Evacuate.Factory(), new EvacuateParameters(panicThreshold, Duration.ofSeconds(30), List.of()));
    }

    private static Configured.OfSignal wanting(double load) {
        return new Configured.OfSignal(
                new Capacity.Factory(),
                new CapacityParameters(load, new Concurrency.Unlimited(), 0.1, Duration.ofMinutes(5), 1, 1000));
    }
}
