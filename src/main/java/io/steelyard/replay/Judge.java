package io.steelyard.replay;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Measures a trace against those of the oracle and of the best constant shares, of the same course and seed. */
final class Judge {

    /** Utilisations this near to each other are balanced. */
    private static final double BALANCED = 1.10;

    /** It has to stay balanced for so many polls at least. */
    private static final int STAYS = 5;

    /** Shares nearer to the oracle's than this at the event cannot overshoot. */
    private static final double NEAR = 0.1;

    /** A backlog is gone when no more than this many times the oracle's requests are inside. */
    private static final double DRAINED = 1.2;

    /** What comes at once after the start is not regretted. */
    private static final int START = 60;

    private static final int RINGS = 3;
    private static final double POLLS_PER_HOUR = 3600;

    private final Course course;
    private final Trace trace;
    private final Trace oracle;
    private final Trace best;
    private final int polls;

    Judge(Course course, Trace trace, Trace oracle, Trace best) {
        this.course = course;
        this.trace = trace;
        this.oracle = oracle;
        this.best = best;
        this.polls = trace.steps.size();
    }

    Run run(Arm arm, long seed) {
        int phases = course.events().size();
        OptionalInt settle =
                longest(IntStream.range(0, phases).mapToObj(this::settled).toList());
        OptionalInt drain =
                longest(IntStream.range(0, phases).mapToObj(this::drained).toList());
        int steady = steadyFrom();
        return new Run(
                course.name(),
                arm.name(),
                arm.kind(),
                seed,
                settle,
                IntStream.range(0, phases).map(this::moves).max().orElse(0),
                drain,
                IntStream.range(0, phases).mapToDouble(this::overshoot).max().orElse(0),
                trace.steps.subList(steady, polls).stream()
                        .mapToDouble(step -> step.imbalance)
                        .average()
                        .orElse(1),
                ratio(oracle, steady),
                callsPerHour(),
                trace.writes.stream().mapToDouble(Trace.Write::distance).sum(),
                course.watch().gain(trace),
                course.watch().bound(trace),
                OptionalInt.empty(),
                regret(),
                rings(steady),
                lost(),
                trace.writes.size(),
                polls,
                trace.reasons);
    }

    private int begin(int phase) {
        return course.events().get(phase);
    }

    private int end(int phase) {
        return phase + 1 < course.events().size() ? begin(phase + 1) : polls;
    }

    /** The second half of what follows the last event. */
    private int steadyFrom() {
        int last = begin(course.events().size() - 1);
        return last + (polls - last) / 2;
    }

    private OptionalInt settled(int phase) {
        return since(phase, i -> trace.steps.get(i).imbalance <= BALANCED);
    }

    private OptionalInt drained(int phase) {
        return since(phase, i -> trace.steps.get(i).inside <= DRAINED * oracle.steps.get(i).inside + 1);
    }

    /** Polls from the event until something holds to the end of the phase. */
    private OptionalInt since(int phase, IntPredicate holds) {
        int first = end(phase);
        while (first > begin(phase) && holds.test(first - 1)) {
            first--;
        }
        return end(phase) - first >= STAYS ? OptionalInt.of(first - begin(phase)) : OptionalInt.empty();
    }

    private int moves(int phase) {
        int until = settled(phase).isPresent() ? begin(phase) + settled(phase).getAsInt() : end(phase);
        return (int) trace.writes.stream()
                .filter(write -> write.poll() >= begin(phase) && write.poll() < until)
                .count();
    }

    private double overshoot(int phase) {
        Trace.Step start = trace.steps.get(begin(phase));
        double most = 0;
        for (int route = 0; route < trace.routes().size(); route++) {
            double error = start.shares[route] - start.oracle[route];
            if (start.oracle[route] > 0 && Math.abs(error) > NEAR * start.oracle[route]) {
                for (Trace.Step step : trace.steps.subList(begin(phase), end(phase))) {
                    double past = -Math.signum(error) * (step.shares[route] - step.oracle[route]);
                    most = Math.max(most, step.oracle[route] > 0 ? past / step.oracle[route] : 0);
                }
            }
        }
        return most;
    }

    private double callsPerHour() {
        int last = course.events().size() - 1;
        int from = settled(last).isPresent() ? begin(last) + settled(last).getAsInt() : steadyFrom();
        long calls = trace.writes.stream().filter(write -> write.poll() >= from).count();
        return calls * POLLS_PER_HOUR / (polls - from);
    }

    private OptionalDouble ratio(Trace other, int from) {
        double ratio = trace.responseTime(from, polls) / other.responseTime(from, polls);
        return Double.isFinite(ratio) ? OptionalDouble.of(ratio) : OptionalDouble.empty();
    }

    private OptionalDouble regret() {
        OptionalDouble ratio = ratio(best, Math.min(polls / 2, begin(0) + START));
        return ratio.isPresent() ? OptionalDouble.of(ratio.getAsDouble() - 1) : ratio;
    }

    private boolean rings(int from) {
        List<Trace.Write> late =
                trace.writes.stream().filter(write -> write.poll() >= from).toList();
        long reversals = IntStream.range(1, late.size())
                .filter(i -> late.get(i).reverses(late.get(i - 1)))
                .count();
        boolean unbalanced = trace.steps.subList(from, polls).stream().anyMatch(step -> step.imbalance > BALANCED);
        return unbalanced && reversals >= RINGS;
    }

    private double lost() {
        double lost = trace.steps.stream().mapToDouble(step -> step.lost).sum();
        double served =
                trace.steps.stream().mapToDouble(step -> step.completions).sum();
        return lost + served > 0 ? lost / (lost + served) : 0;
    }

    private static OptionalInt longest(List<OptionalInt> each) {
        return each.stream().allMatch(OptionalInt::isPresent)
                ? each.stream().mapToInt(OptionalInt::getAsInt).max()
                : OptionalInt.empty();
    }
}
