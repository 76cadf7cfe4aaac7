package io.steelyard.replay;

import java.util.List;

/**
 * What came of a simulation.
 *
 * @param runs the figures of every trial
 * @param results how the policies stand against the bars of the scenarios that come with Steelyard
 * @param curves of the first seed
 * @param skipped scenarios that could not be run
 */
public record Report(List<Run> runs, List<Result> results, List<Curve> curves, List<Skipped> skipped) {

    /** A scenario that was not run, and why. */
    public record Skipped(String scenario, String reason) {}

    /**
     * A bar and what a policy reached on a scenario.
     *
     * @param text what the bar says
     * @param part the quantile over the seeds that counts
     * @param figure at this quantile; infinite for never
     * @param limit the most allowed
     */
    public record Result(
            String scenario, String policy, String text, double part, double figure, double limit, boolean met) {}

    public Report {
        runs = List.copyOf(runs);
        results = List.copyOf(results);
        curves = List.copyOf(curves);
        skipped = List.copyOf(skipped);
    }

    /** One for each scenario and policy. */
    public List<Summary> summaries() {
        return Summary.of(runs);
    }
}
