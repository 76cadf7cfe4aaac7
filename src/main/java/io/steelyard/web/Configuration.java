package io.steelyard.web;

import io.steelyard.config.Loaded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The configuration that counts, as it is shown.
 *
 * @param file where it comes from, if it can be read again
 * @param last what came of reading it again, the last time
 */
public record Configuration(Loaded.Valid loaded, Optional<String> file, Optional<Last> last) {

    /**
     * A reload.
     *
     * @param why it was read
     * @param good false if what counted before still does
     * @param lines what changed, or what is wrong
     */
    public record Last(Instant at, String why, boolean good, List<String> lines) {
        public Last {
            lines = List.copyOf(lines);
        }
    }
}
