package io.steelyard.config;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of reading a configuration file. */
public sealed interface Loaded {

    /** Where its values come from. */
    Origins origins();

    /**
     * A block at the top of the file, if it is good in itself: also of a file that is refused for another block, so that what
     * it names can be looked at.
     */
    <T extends Record> Optional<T> block(Class<T> type);

    /** It is good. */
    record Valid(Config config, Origins origins) implements Loaded {

        @Override
        public <T extends Record> Optional<T> block(Class<T> type) {
            return Arrays.stream(Config.class.getRecordComponents())
                    .filter(component -> component.getType() == type)
                    .map(component -> type.cast(Components.value(component, config)))
                    .findFirst();
        }
    }

    /**
     * It is not; every problem that could be found, in the order of the file, at least one.
     *
     * @param good the blocks at its top that are good, by key
     */
    record Invalid(List<Problem> problems, Origins origins, Map<String, Record> good) implements Loaded {

        public Invalid {
            problems = List.copyOf(problems);
            good = Map.copyOf(good);
        }

        /** Of a file of which nothing else is known. */
        Invalid(List<Problem> problems) {
            this(problems, new Origins(Map.of()), Map.of());
        }

        @Override
        public <T extends Record> Optional<T> block(Class<T> type) {
            return good.values().stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .findFirst();
        }

        /** The problems only: a secret that is no good YAML looks like keys and variables, which have origins. */
        @Override
        public String toString() {
            return "Invalid" + problems;
        }
    }
}
