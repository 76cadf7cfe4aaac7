package io.steelyard.replay;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How well a policy has to do on some scenarios, as a limit of one figure.
 *
 * @param scenarios where it holds
 * @param text what it says
 * @param part of the runs that must keep it, as a quantile
 * @param figure of a run, infinite for what never happened
 * @param limit the most allowed
 */
record Bar(List<String> scenarios, String text, double part, ToDoubleFunction<Run> figure, double limit) {

    private static final double MOST = 0.9;
    private static final double MEDIAN = 0.5;
    private static final double ROUNDING = 1e-9;

    private static final List<String> QUEUES =
            List.of("queue-30", "queue-50", "queue-70", "queue-85", "queue-95", "workers");
    private static final List<String> EQUAL = List.of("equal", "equal-16");
    private static final List<String> CHANGES = List.of("brownout", "surge");

    /** In the end nothing happens any more in these. */
    private static final List<String> STEADY =
            and(and(and(QUEUES, EQUAL), CHANGES), List.of("uneven", "lag", "scale-out"));

    /** Those of all the scenarios that come with Steelyard. */
    static final List<Bar> ALL = List.of(
            most(List.of("uneven"), "settled within 10 polls", Bar::settle, 10),
            most(List.of("uneven"), "at most 3 moves to settle", Run::moves, 3),
            most(List.of("uneven"), "overshoot at most 5 %", Run::overshoot, 0.05),
            new Bar(QUEUES, "at most 4 moves to settle, at the median", MEDIAN, Run::moves, 4),
            most(QUEUES, "at most 6 moves to settle", Run::moves, 6),
            most(QUEUES, "settled within 25 polls and the drain time of the backlog", Bar::beyondDrain, 25),
            most(and(QUEUES, List.of("lag")), "no ringing", run -> run.rings() ? 1 : 0, 0),
            most(EQUAL, "at most 1 move an hour", Bar::movesPerHour, 1),
            most(EQUAL, "response time at most 1.02 of the oracle's", Bar::response, 1.02),
            most(List.of("lag"), "settled within 6 lags of 3 polls", Bar::settle, 18),
            most(List.of("wide"), "steady imbalance at most 1.15", Run::steadyImbalance, 1.15),
            most(List.of("drift"), "regret at most 5 %", run -> run.regret().orElse(Double.POSITIVE_INFINITY), 0.05),
            most(CHANGES, "settled within 20 polls", Bar::settle, 20),
            most(List.of("scale-out"), "settled within 3 polls", Bar::settle, 3),
            most(STEADY, "steady imbalance at most 1.05", Run::steadyImbalance, 1.05),
            most(List.of("noise"), "steady imbalance at most 1.25", Run::steadyImbalance, 1.25),
            most(and(STEADY, List.of("noise")), "response time at most 1.05 of the oracle's", Bar::response, 1.05),
            most(and(STEADY, List.of("noise")), "at most 6 calls an hour once settled", Run::callsPerHour, 6),
            most(List.of("blackhole"), "the failing route gains no share", Bar::beyondBound, 0),
            most(List.of("liar"), "moved within a minute: never beyond the stated bound", Bar::beyondBound, 0),
            most(List.of("wrong-kind"), "stopped, or right, within 6 moves", Run::writes, 6),
            most(List.of("flap"), "at most 2 moves a minute, so 10 while it flaps", Run::moves, 10),
            most(List.of("sticky"), "at most 5 moves", Run::writes, 5),
            most(List.of("freeze-data"), "nothing moves after 3 frozen polls", Bar::beyondBound, 0),
            most(List.of("operator-edit"), "nothing moves after the edit was seen", Bar::beyondBound, 0));

    /** The bars that apply to a policy on a scenario. */
    static List<Report.Result> results(Summary summary) {
        return ALL.stream()
                .filter(bar -> summary.kind() == Arm.Kind.POLICY && bar.scenarios.contains(summary.scenario()))
                .map(bar -> bar.result(summary))
                .toList();
    }

    private Report.Result result(Summary summary) {
        double reached = summary.quantile(part, figure);
        return new Report.Result(
                summary.scenario(), summary.policy(), text, part, reached, limit, reached <= limit + ROUNDING);
    }

    private static Bar most(List<String> scenarios, String text, ToDoubleFunction<Run> figure, double limit) {
        return new Bar(scenarios, text, MOST, figure, limit);
    }

    private static List<String> and(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static double settle(Run run) {
        return Summary.orNever(run.settlePolls());
    }

    private static double beyondDrain(Run run) {
        return settle(run) - run.drainPolls().orElse(0);
    }

    private static double response(Run run) {
        return Summary.orNever(run.responseRatio());
    }

    private static double movesPerHour(Run run) {
        return run.writes() * 3600.0 / run.polls();
    }

    private static double beyondBound(Run run) {
        return run.shareGain().orElse(0) - run.bound().orElse(0);
    }
}
