package io.steelyard.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How one trial went over time, thinned out for a chart.
 *
 * @param polls how long the trial was
 * @param imbalance highest true utilisation over the mean; the highest of the polls that a point stands for
 * @param responseTime mean seconds of those polls
 */
public record Curve(
        String scenario,
        String policy,
        Arm.Kind kind,
        long seed,
        int polls,
        List<Double> imbalance,
        List<Double> responseTime) {

    private static final int POINTS = 300;

    public Curve {
        imbalance = List.copyOf(imbalance);
        responseTime = List.copyOf(responseTime);
    }

    static Curve of(Course course, Arm arm, long seed, Trace trace) {
        int polls = trace.steps.size();
        int each = Math.max(1, polls / POINTS);
        return new Curve(
                course.name(),
                arm.name(),
                arm.kind(),
                seed,
                polls,
                points(
                        trace,
                        each,
                        part -> part.stream()
                                .mapToDouble(step -> step.imbalance)
                                .max()
                                .orElse(1)),
                points(
                        trace,
                        each,
                        part -> part.stream()
                                .mapToDouble(step -> step.responseTime)
                                .average()
                                .orElse(0)));
    }

    private static List<Double> points(Trace trace, int each, ToDoubleFunction<List<Trace.Step>> value) {
        List<Double> points = new ArrayList<>();
        for (int from = 0; from < trace.steps.size(); from += each) {
            points.add(value.applyAsDouble(trace.steps.subList(from, Math.min(from + each, trace.steps.size()))));
        }
        return points;
    }
}
