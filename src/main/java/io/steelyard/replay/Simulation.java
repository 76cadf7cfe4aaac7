package io.steelyard.replay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Runs policies, and what they are compared with, on courses with several seeds. */
public final class Simulation {

    private final List<Course> courses;
    private final List<Arm> arms;
    private final List<Long> seeds;

    /**
     * @param policies the arms to judge; the baselines and references come by themselves
     */
    public Simulation(List<Course> courses, List<Arm> policies, long firstSeed, int seeds) {
        this.courses = List.copyOf(courses);
        this.arms = new ArrayList<>(policies);
        this.arms.addAll(Arm.others());
        this.seeds = LongStream.range(firstSeed, firstSeed + seeds).boxed().toList();
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
    public List<Run> run(Runnable progress) {
        record Task(Course course, long seed) {}
        return courses.stream()
                .flatMap(course -> seeds.stream().map(seed -> new Task(course, seed)))
                .toList()
                .parallelStream()
                .flatMap(task -> runs(task.course(), task.seed(), progress).stream())
                .toList();
    }

    private List<Run> runs(Course course, long seed, Runnable progress) {
        Map<String, Trace> traces = new HashMap<>();
        for (Arm arm : arms) {
            traces.put(arm.name(), Trial.run(course, arm, seed));
            progress.run();
        }
        return arms.stream()
                .map(arm -> new Judge(course, of(traces, arm.name()), of(traces, Arm.ORACLE), of(traces, Arm.BEST))
                        .run(arm, seed))
                .toList();
    }

    private static Trace of(Map<String, Trace> traces, String name) {
        Trace trace = traces.get(name);
        if (trace == null) {
            throw new IllegalStateException("no arm is called " + name);
        }
        return trace;
    }
}
