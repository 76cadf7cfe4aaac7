package io.steelyard.operator;

import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an operator wants of the agent. */
public sealed interface Order {

    /** What it is called in the audit log. */
    String name();

    /** No more writes of one policy, or of all of them. */
    record Pause(Optional<String> policy) implements Order {
        @Override
        public String name() {
            return "pause";
        }
    }

    /** Ends such a pause. */
    record Resume(Optional<String> policy) implements Order {
        @Override
        public String name() {
            return "resume";
        }
    }

    /** Another mode. */
    record SetMode(Mode mode) implements Order {
        @Override
        public String name() {
            return "mode";
        }
    }

    /** Another level of the log. */
    record SetLogLevel(LogLevel level) implements Order {
        @Override
        public String name() {
            return "log_level";
        }
    }

    /** Read the balancer and decide soon, not only at the next tick. Policies and Guard decide as always. */
    record Run() implements Order {
        @Override
        public String name() {
            return "run";
        }
    }

    /** An order about one endpoint. */
    sealed interface OnEndpoint extends Order {
        String pattern();
    }

    /** These weights, by hand; routes that are not named keep theirs. The policy leaves the endpoint alone from then on. */
    record Shape(String pattern, Map<String, Integer> weights) implements OnEndpoint {
        public Shape {
            weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        }

        @Override
        public String name() {
            return "shape";
        }
    }

    /** Takes back the last write, by hand. */
    record Revert(String pattern) implements OnEndpoint {
        @Override
        public String name() {
            return "revert";
        }
    }

    /** Gives the endpoint back to its policy, after somebody's edit or weights set by hand. */
    record Rearm(String pattern) implements OnEndpoint {
        @Override
        public String name() {
            return "rearm";
        }
    }
}
