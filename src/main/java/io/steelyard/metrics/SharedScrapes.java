package io.steelyard.metrics;

import io.steelyard.model.Moment;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes for many readers: those who ask for the same within a tenth of a second get the same answer, so what many
 * scrapers cost does not grow with their number. Safe for use by several threads.
 */
public final class SharedScrapes {

    static final Duration SHARED = Duration.ofMillis(100);

    private record Kind(Format format, boolean gzip) {}

    private record Kept(Moment at, Exposition.Scrape scrape) {}

    private final Exposition exposition;
    private final TimeSource time;
    private final Map<Kind, Kept> kept = new ConcurrentHashMap<>();

    SharedScrapes(Exposition exposition, TimeSource time) {
        this.exposition = exposition;
        this.time = time;
    }

    /** As {@link Exposition#scrape}; one that is narrowed to some names is always made anew. */
    public Exposition.Scrape scrape(@Nullable String accept, boolean gzip, Set<String> names) {
        if (!names.isEmpty()) {
            return exposition.scrape(accept, gzip, names);
        }
        Moment now = time.now();
        return kept.compute(
                        new Kind(Format.accepted(accept), gzip),
                        (kind, last) -> last != null && now.since(last.at).compareTo(SHARED) < 0
                                ? last
                                : new Kept(now, exposition.scrape(accept, gzip, names)))
                .scrape;
    }
}
