package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Capabilities;
import io.steelyard.model.Control;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SetbackTest {

    private static final Moment START = new Moment(Instant.parse("2026-01-01T00:00:00Z"), Duration.ZERO);
    private static final Hold DRAIN =
            new Hold(new Note("carol", "drain a, its disk dies", START, Optional.empty()), Map.of("a", 0));
    private static final Control HELD =
            Control.of(START, Mode.ACT).hold(Scene.PATTERN, DRAIN).hold("elsewhere", DRAIN);

    private final Scene scene = new Scene(
                    2,
                    new Capabilities(
                            256,
                            Capabilities.Unit.BACKEND,
                            OptionalInt.empty(),
                            true,
                            true,
                            Duration.ZERO,
                            Double.POSITIVE_INFINITY))
            .route("a", 0, 2, 0, 0)
            .route("b", 100, 2, 10, 1)
            .polls(3);

    private Control told() {
        return told(HELD);
    }

    private Control told(Control control) {
        return Setback.told(
                control,
                scene.seen(START),
                pattern -> pattern.equals(Scene.PATTERN) ? Optional.of(scene.history()) : Optional.empty());
    }

    @Test
    void weights_by_hand_that_a_restart_of_the_balancer_has_undone_are_told_as_not_in_force() {
        scene.incarnation("second").weight("a", 100);
        Control told = told();
        assertThat(told.holdOf(Scene.PATTERN).orElseThrow().note().text())
                .startsWith("by carol: drain a, its disk dies; NOT IN FORCE since 2026-01-01T00:00:")
                .endsWith("test restarted or was reloaded, and set back a 0 -> 100; set them again, or re-arm");
        assertThat(told.holdOf("elsewhere")).contains(DRAIN);
    }

    @Test
    void weights_that_are_there_again_are_in_force_whoever_has_set_them() {
        scene.incarnation("second").weight("a", 100);
        Control undone = told();
        assertThat(undone.holdOf(Scene.PATTERN).orElseThrow().inForce()).isFalse();
        scene.weight("a", 0);
        assertThat(told(undone).held()).isEqualTo(HELD.held());
    }

    @Test
    void a_restart_that_sets_back_only_what_nobody_has_ordered_undoes_nothing() {
        scene.incarnation("second").weight("b", 50);
        assertThat(told()).isSameAs(HELD);
    }

    @Test
    void of_an_order_that_an_older_version_kept_each_weight_that_is_set_back_is_told() {
        Control held = Control.of(START, Mode.ACT).hold(Scene.PATTERN, new Hold(DRAIN.order(), Map.of()));
        scene.incarnation("second").weight("b", 50);
        assertThat(told(held).holdOf(Scene.PATTERN).orElseThrow().note().text()).contains("set back b 100 -> 50");
    }

    @Test
    void a_restart_that_keeps_the_weights_undoes_nothing() {
        scene.incarnation("second");
        assertThat(told()).isSameAs(HELD);
    }

    @Test
    void an_edit_without_a_restart_is_told_as_an_edit_and_not_here() {
        scene.weight("a", 100);
        assertThat(told()).isSameAs(HELD);
    }
}
