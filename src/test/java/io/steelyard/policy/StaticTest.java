package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StaticTest {

    private final Scene scene = new Scene();

    @Test
    void weights_that_differ_are_restored_exactly() {
        scene.route("blue", 500, 1, 1, 1).route("green", 500, 1, 1, 1).poll();
        Proposal.Target target = (Proposal.Target) propose(StaticParameters.Drift.RESTORE);
        assertThat(target.shares()).isEqualTo(Shares.inProportion(Map.of("blue", 90, "green", 10)));
        assertThat(target.manner()).isEqualTo(Proposal.Manner.EXACT);
        assertThat(target.reason().text()).contains("40.0% of the traffic");
    }

    @Test
    void or_they_are_only_reported() {
        scene.route("blue", 500, 1, 1, 1).route("green", 500, 1, 1, 1).poll();
        Proposal proposal = propose(StaticParameters.Drift.REPORT);
        assertThat(proposal).isInstanceOf(Proposal.Hold.class);
        assertThat(proposal.reason().code()).isEqualTo(Code.DRIFT);
    }

    @Test
    void weights_that_are_as_configured_stay() {
        scene.route("blue", 901, 1, 1, 1).route("green", 99, 1, 1, 1).poll();
        assertThat(propose(StaticParameters.Drift.RESTORE).reason().code()).isEqualTo(Code.BALANCED);
    }

    @Test
    void a_route_without_backends_gets_nothing() {
        scene.route("blue", 900, 0, 0, 0).route("green", 100, 1, 1, 1).poll();
        Proposal.Target target = (Proposal.Target) propose(StaticParameters.Drift.RESTORE);
        assertThat(target.shares().of("green")).isEqualTo(1);
    }

    @Test
    void a_route_with_traffic_that_is_not_configured_stops_it() {
        scene.route("blue", 500, 1, 1, 1).route("red", 500, 1, 1, 1).poll();
        Proposal proposal = propose(StaticParameters.Drift.RESTORE);
        assertThat(proposal.reason().code()).isEqualTo(Code.NO_CHOICE);
        assertThat(proposal.reason().text()).contains("route red has weight 500", "add it there");
    }

    private Proposal propose(StaticParameters.Drift drift) {
        return new Static(new StaticParameters(Map.of("blue", 90.0, "green", 10.0), drift)).propose(scene.history());
    }

    @Test
    void half_a_percent_of_the_traffic_is_rounding() {
        scene.route("blue", 895, 1, 1, 1).route("green", 105, 1, 1, 1).poll();
        assertThat(propose(StaticParameters.Drift.RESTORE).reason().code()).isEqualTo(Code.BALANCED);
        scene.route("blue", 894, 1, 1, 1).route("green", 106, 1, 1, 1).poll();
        assertThat(propose(StaticParameters.Drift.RESTORE).reason().code()).isEqualTo(Code.DRIFT);
    }

    @Test
    void a_route_that_is_not_configured_and_has_no_traffic_does_not_matter() {
        scene.route("blue", 500, 1, 1, 1)
                .route("green", 500, 1, 1, 1)
                .route("red", 0, 1, 1, 1)
                .poll();
        Proposal.Target target = (Proposal.Target) propose(StaticParameters.Drift.RESTORE);
        assertThat(target.shares().of("red")).isZero();
    }

    @Test
    void if_only_routes_have_backends_that_are_to_get_nothing_nothing_is_moved() {
        scene.route("blue", 900, 0, 0, 0).route("green", 100, 0, 0, 0).poll();
        assertThat(propose(StaticParameters.Drift.RESTORE).reason())
                .isEqualTo(new io.steelyard.model.Reason(
                        Code.NO_CHOICE, "no route with a configured weight above 0 has backends"));
    }

    @Test
    void weights_of_which_none_is_above_0_are_refused() {
        assertThatThrownBy(() -> new StaticParameters(Map.of("blue", 0.0), StaticParameters.Drift.RESTORE))
                .hasMessage("weights: none is above 0; give at least one route traffic");
        assertThat(new StaticParameters(Map.of("blue", 0.0, "green", 0.1), StaticParameters.Drift.RESTORE).weights())
                .hasSize(2);
    }
}
