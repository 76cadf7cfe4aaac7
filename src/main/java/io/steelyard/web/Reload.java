package io.steelyard.web;

import java.util.List;
import reactor.core.publisher.Mono;

/** Reads the configuration again, for whoever asks for it over HTTP. */
@FunctionalInterface
public interface Reload {

    /**
     * Done when subscribed to; never fails.
     *
     * @param preview only to say what would come of it
     */
    Mono<Done> read(boolean preview);

    /**
     * What came of it.
     *
     * @param good false if what counted before still does
     * @param lines what changed, or what is wrong
     */
    record Done(boolean good, List<String> lines) {

        public Done {
            lines = List.copyOf(lines);
        }
    }
}
