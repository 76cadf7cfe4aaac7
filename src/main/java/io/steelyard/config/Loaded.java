package io.steelyard.config;

import java.util.List;

/** What came of reading a configuration file. */
public sealed interface Loaded {

    /** It is good. */
    record Valid(Config config, Origins origins) implements Loaded {}

    /** It is not; every problem that could be found, in the order of the file, at least one. */
    record Invalid(List<Problem> problems) implements Loaded {

        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
