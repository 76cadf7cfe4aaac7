package io.steelyard.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Runs policies, and what they are compared with, on courses with several seeds. */
public final class Simulation {

    private final List<Course> courses;
    private final List<Arm> arms;
    private final List<Long> seeds;
    private final List<Report.Skipped> skipped;

    /**
     * @param first the arms to judge, and baselines to show beside them; the others come by themselves
     * @param skipped scenarios that were asked for but cannot be run
     */
    public Simulation(List<Course> courses, List<Arm> first, long firstSeed, int seeds, List<Report.Skipped> skipped) {
        this.courses = List.copyOf(courses);
        this.arms = new ArrayList<>(first);
        this.arms.addAll(Arm.others());
        this.seeds = LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
        this.skipped = List.copyOf(skipped);
    }

    /** How many trials it takes. */
    public int trials() {
        return courses.size() * seeds.size() * arms.size();
    }

    /**
     * Runs them all, on all processors.
     *
     * @param progress told after each trial, from any thread
     */
    public Report run(Runnable progress) {
        record Task(Course course, long seed) {}
        List<Done> done = courses.stream()
                .flatMap(course -> seeds.stream().map(seed -> new Task(course, seed)))
                .toList()
                .parallelStream()
                .map(task -> done(task.course(), task.seed(), progress))
                .toList();
        List<Run> runs = done.stream().flatMap(each -> each.runs().stream()).toList();
        return new Report(
                runs,
                Summary.of(runs).stream()
                        .flatMap(summary -> Bar.results(summary).stream())
                        .toList(),
                done.stream().flatMap(each -> each.curves().stream()).toList(),
                Stream.concat(skipped.stream(), done.stream().flatMap(each -> each.unfit().stream()))
                        .distinct()
                        .toList());
    }

    private record Done(List<Run> runs, List<Curve> curves, List<Report.Skipped> unfit) {}

    private Done done(Course course, long seed, Runnable progress) {
        Map<String, Trace> traces = new HashMap<>();
        List<Arm> able = new ArrayList<>();
        List<Report.Skipped> unfit = new ArrayList<>();
        for (Arm arm : arms) {
            try {
                traces.put(arm.name(), Trial.run(course, arm, seed));
                able.add(arm);
            } catch (IllegalArgumentException fault) {
                unfit.add(new Report.Skipped(course.name(), "policy " + arm.name() + ": " + fault.getMessage()));
            }
            progress.run();
        }
        List<Run> runs = able.stream()
                .map(arm -> new Judge(course, of(traces, arm.name()), of(traces, Arm.ORACLE), of(traces, Arm.BEST))
                        .run(arm, seed))
                .toList();
        List<Curve> curves = seed == seeds.get(0)
                ? able.stream()
                        .map(arm -> Curve.of(course, arm, seed, of(traces, arm.name())))
                        .toList()
                : List.of();
        return new Done(runs, curves, unfit);
    }

    private static Trace of(Map<String, Trace> traces, String name) {
        Trace trace = traces.get(name);
        if (trace == null) {
            throw new IllegalStateException("no arm is called " + name);
        }
        return trace;
    }
}
