package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.agent.Advised;
import io.steelyard.model.Belief;
import io.steelyard.model.Decision;
import io.steelyard.model.Moment;
import io.steelyard.model.Reason;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AdviseTextTest {

    private static final Moment NOW = new Moment(Instant.EPOCH, Duration.ZERO);
    private static final Reason SETTLE = new Reason(Reason.Code.SETTLE, "why");

    @Test
    void beside_a_daemon_that_acts_the_remedy_is_not_one_that_advise_does_not_have() {
        assertThat(AdviseText.inconclusive(
                        List.of(advised(3, new Decision.Hold("id", NOW, "all", "web", SETTLE, List.of())))))
                .isEqualTo(
                        "web: no advice, settle: why; the weights were changed 3 times meanwhile, by a running Steelyard"
                                + " or by an operator; run it again, or ask the daemon: steelyard status");
    }

    @Test
    void weights_that_were_changed_meanwhile_are_told_with_the_advice() {
        Decision move = new Decision.Reweigh(
                "id",
                NOW,
                "all",
                "web",
                new Reason(Reason.Code.REBALANCE, "why"),
                List.of(),
                Map.of("a", 1, "b", 1),
                Weights.of(Map.of("a", 1, "b", 2)),
                Belief.NONE,
                Optional.empty());
        assertThat(AdviseText.of(List.of(advised(1, move))))
                .contains("the weights were changed 1 time meanwhile, by a running Steelyard or by an operator");
        assertThat(AdviseText.of(List.of(advised(0, move)))).doesNotContain("changed");
    }

    private static Advised advised(int changes, Decision decision) {
        return new Advised(
                "web",
                60,
                changes,
                Map.of("a", OptionalInt.of(1), "b", OptionalInt.of(1)),
                Optional.empty(),
                true,
                decision,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }
}
