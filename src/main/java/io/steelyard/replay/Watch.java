package io.steelyard.replay;

import io.steelyard.guard.Limits;
import java.util.OptionalDouble;

/** A part of the traffic that must not exceed a bound: {@link Run#shareGain} and {@link Run#bound}. */
sealed interface Watch {

    Watch NOTHING = new None();

    OptionalDouble gain(Trace trace);

    OptionalDouble bound(Trace trace);

    /** There is nothing to watch. */
    record None() implements Watch {

        @Override
        public OptionalDouble gain(Trace trace) {
            return OptionalDouble.empty();
        }

        @Override
        public OptionalDouble bound(Trace trace) {
            return OptionalDouble.empty();
        }
    }

    /** What a route gained after a poll at most. It may gain nothing but what rounding to weights gives it. */
    record Gain(String route, int from) implements Watch {

        @Override
        public OptionalDouble gain(Trace trace) {
            int index = trace.routes().indexOf(route);
            double before = trace.steps.get(from - 1).shares[index];
            return OptionalDouble.of(trace.steps.subList(from, trace.steps.size()).stream()
                            .mapToDouble(step -> step.shares[index])
                            .max()
                            .orElse(before)
                    - before);
        }

        @Override
        public OptionalDouble bound(Trace trace) {
            return OptionalDouble.of(QUANTUM);
        }
    }

    /** The most traffic that was moved within any minute. The Guard's velocity bounds it, but for rounding. */
    record Minute() implements Watch {

        private static final int POLLS = 60;

        @Override
        public OptionalDouble gain(Trace trace) {
            double most = 0;
            for (Trace.Write last : trace.writes) {
                double moved = trace.writes.stream()
                        .filter(write -> write.poll() <= last.poll() && write.poll() > last.poll() - POLLS)
                        .mapToDouble(Trace.Write::distance)
                        .sum();
                most = Math.max(most, moved);
            }
            return OptionalDouble.of(most);
        }

        @Override
        public OptionalDouble bound(Trace trace) {
            double velocity = Limits.defaults(Trial.INTERVAL).velocity();
            return OptionalDouble.of(velocity + trace.routes().size() * QUANTUM / 2);
        }
    }

    /** The traffic that was moved after a poll and before another. There is no reason to move any. */
    record Moved(int from, int to) implements Watch {

        @Override
        public OptionalDouble gain(Trace trace) {
            return OptionalDouble.of(trace.writes.stream()
                    .filter(write -> write.poll() >= from && write.poll() < to)
                    .mapToDouble(Trace.Write::distance)
                    .sum());
        }

        @Override
        public OptionalDouble bound(Trace trace) {
            return OptionalDouble.of(0);
        }
    }

    /** The share that one unit of weight is. */
    double QUANTUM = 1e-3;
}
