package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Figure;
import io.steelyard.model.Reason;
import io.steelyard.model.Reason.Code;
import io.steelyard.model.Shares;
import io.steelyard.testing.Scene;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitedTest {

    private static final Shares TARGET = Shares.inProportion(Map.of("a", 0.8, "b", 0.2));
    private static final Shares EVEN = Shares.inProportion(Map.of("a", 0.5, "b", 0.5));
    private static final Policy WANTS =
            history -> new Proposal.Target(TARGET, Map.of("a", 0.1), new Reason(Code.REBALANCE, "wanted"), List.of());
    private static final Policy HOLDS = history -> new Proposal.Hold(Code.NO_DATA, "nothing known");

    private final Scene scene =
            new Scene().route("a", 600, 1, 1, 10).route("b", 400, 1, 1, 10).poll();

    @Test
    void each_limiter_bounds_what_the_one_before_it_left() {
        Limiter halve = (history, wanted) -> bounded(wanted.toward(EVEN, 0.5), false, "halved");
        Proposal.Target target = (Proposal.Target) propose(WANTS, halve, halve);
        assertThat(target.shares().of("a")).isEqualTo(0.575);
        assertThat(target.standardErrors()).containsEntry("a", 0.1);
        assertThat(target.reason().code()).isEqualTo(Code.REBALANCE);
        assertThat(target.reason().text()).isEqualTo("wanted; test: halved; test: halved");
    }

    @Test
    void an_allocator_that_holds_wants_the_shares_in_force() {
        Limiter even = (history, wanted) -> {
            assertThat(wanted.of("a")).isEqualTo(0.6);
            return bounded(EVEN, false, "even");
        };
        Proposal.Target target = (Proposal.Target) propose(HOLDS, even);
        assertThat(target.shares()).isEqualTo(EVEN);
        assertThat(target.reason()).isEqualTo(new Reason(Code.EVACUATION, "test: even"));
    }

    @Test
    void without_an_objection_the_allocator_has_its_way() {
        assertThat(propose(HOLDS, (history, wanted) -> new Limiter.Pass())
                        .reason()
                        .code())
                .isEqualTo(Code.NO_DATA);
        assertThat(propose(WANTS, (history, wanted) -> new Limiter.Pass())).isEqualTo(WANTS.propose(scene.history()));
    }

    @Test
    void a_move_for_safety_does_what_safety_asks_and_nothing_else() {
        Limiter even = (history, wanted) -> bounded(EVEN, false, "even");
        Limiter onlyB =
                (history, wanted) -> bounded(Shares.inProportion(Map.of("b", 1)), wanted.of("a") > 0, "a is dead");
        Proposal.Target target = (Proposal.Target) propose(WANTS, even, onlyB);
        assertThat(target.manner()).isEqualTo(Proposal.Manner.SAFETY);
        assertThat(target.shares().of("b")).isEqualTo(1);
        assertThat(target.reason().text()).isEqualTo("test: a is dead");
    }

    @Test
    void a_veto_stops_everything() {
        Limiter veto = (history, wanted) -> new Limiter.Veto(new Reason(Code.PANIC, "too few"), List.of());
        assertThat(propose(WANTS, veto)).isEqualTo(new Proposal.Hold(Code.PANIC, "too few"));
    }

    @Test
    void a_limiter_that_throws_stops_everything_and_is_named() {
        Proposal proposal = propose(WANTS, (history, wanted) -> {
            throw new IllegalStateException("boom");
        });
        assertThat(proposal.reason().code()).isEqualTo(Code.POLICY_FAILED);
        assertThat(proposal.reason().text()).contains("limiter test failed", "boom");
    }

    private Proposal propose(Policy allocator, Limiter... limiters) {
        List<Limited.Named> named = Arrays.stream(limiters)
                .map(limiter -> new Limited.Named("test", limiter))
                .toList();
        return Limited.of(allocator, named).propose(scene.history());
    }

    private static Limiter.Bounded bounded(Shares shares, boolean safety, String text) {
        return new Limiter.Bounded(shares, safety, new Reason(Code.EVACUATION, text), List.of());
    }

    @Test
    void without_limiters_it_is_the_allocator_itself() {
        assertThat(Limited.of(WANTS, List.of())).isSameAs(WANTS);
    }

    @Test
    void where_nothing_is_in_force_limiters_have_nothing_to_bound() {
        scene.route("a", 0, 1, 1, 10).route("b", 0, 1, 1, 10).poll();
        Limiter veto = (history, wanted) -> new Limiter.Veto(new Reason(Code.PANIC, "too few"), List.of());
        assertThat(propose(HOLDS, veto).reason().text()).isEqualTo("nothing known");
    }

    @Test
    void a_veto_on_the_wish_keeps_the_figures_of_both() {
        Limiter veto = (history, wanted) -> wanted.equals(TARGET)
                ? new Limiter.Veto(new Reason(Code.PANIC, "too few"), List.of(Figure.of("left", 1)))
                : new Limiter.Pass();
        Policy figured = history -> new Proposal.Target(
                TARGET, Map.of(), new Reason(Code.REBALANCE, "wanted"), List.of(Figure.of("load_max", 2)));
        Proposal proposal = propose(figured, veto);
        assertThat(proposal).isInstanceOf(Proposal.Hold.class);
        assertThat(proposal.reason().text()).isEqualTo("too few");
        assertThat(proposal.figures()).containsExactly(Figure.of("load_max", 2), Figure.of("left", 1));
    }
}
