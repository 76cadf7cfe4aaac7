package io.steelyard.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.guard.Guard;
import io.steelyard.guard.Limits;
import io.steelyard.model.Decision;
import io.steelyard.model.Histories;
import io.steelyard.model.History;
import io.steelyard.model.Horizon;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.policy.EqualLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a history tells of its own past, beside what was decided then. */
class PastTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Compared(int same, int of) {
        Compared and(Compared other) {
            return new Compared(same + other.same, of + other.of);
        }
    }

    /** Runs a scenario, then lets the Guard decide again on each moment that the history remembers. */
    private static Compared compare(String name, int polls) {
        Simulator simulator = Simulator.virtual(Course.named(name).scenario().apply(1), 1);
        String pattern = simulator.snapshot().endpoints().get(0).pattern();
        Guard guard = new Guard(
                "test",
                new EqualLoad(simulator.capabilities().concurrency()),
                Limits.defaults(Trial.INTERVAL),
                simulator.capabilities());
        Histories histories = new Histories(each -> new Horizon(60, 2, simulator.capabilities()));
        List<String> then = new ArrayList<>();
        for (int poll = 1; poll <= polls; poll++) {
            simulator.advance(Trial.INTERVAL);
            Duration time = Trial.INTERVAL.multipliedBy(poll);
            Moment now = new Moment(START.plus(time), time);
            histories.add(new Observation.Seen(poll, now, now, 0, simulator.snapshot()));
            Decision decision = guard.decide(histories.at(pattern, now).orElseThrow());
            then.add(told(decision));
            histories.add(decision);
            if (decision instanceof Decision.Reweigh write) {
                simulator.shape(pattern, write.weights());
                histories.add(new Outcome.Applied(write, now, now));
            }
        }
        History end = histories
                .at(pattern, new Moment(START, Trial.INTERVAL.multipliedBy(polls)))
                .orElseThrow();
        List<String> again =
                end.past().stream().map(guard::decide).map(PastTest::told).toList();
        int same = 0;
        for (int i = 0; i < again.size() - 1; i++) { // after the last one a write may have followed
            same += again.get(i).equals(then.get(polls - again.size() + i)) ? 1 : 0;
        }
        return new Compared(same, again.size() - 1);
    }

    private static String told(Decision decision) {
        return decision.action().label() + " " + decision.reason().code().label();
    }

    @Test
    void nearly_every_decision_of_the_last_minute_can_be_made_again() {
        Compared all = new Compared(0, 0);
        for (String name : List.of("uneven", "brownout", "surge", "drift", "blackhole", "flap")) {
            for (int polls : new int[] {40, 75, 100, 200}) {
                Compared one = compare(name, polls);
                System.out.println(name + " " + polls + ": " + one.same() + " of " + one.of());
                all = all.and(one);
            }
        }
        System.out.println("decisions made again from what is kept: " + all.same() + " of " + all.of());
        assertThat((double) all.same() / all.of()).isGreaterThan(0.9);
    }
}
