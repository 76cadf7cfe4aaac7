package io.steelyard.metrics;

import io.steelyard.model.Moment;
import io.steelyard.model.TimeSource;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes for many readers: those who ask for the same within a tenth of a second get the same answer, within half
 * a second if that is what it takes to keep the work of making answers below a hundredth of the time. So what many scrapers cost
 * does not grow with their number. Safe for use by several threads.
 */
public final class SharedScrapes {

    static final Duration SHARED_LEAST = Duration.ofMillis(100);
    static final Duration SHARED_MOST = Duration.ofMillis(500);
    private static final int PART_OF_TIME = 100;

    private record Kind(Format format, boolean gzip) {}

    /** An answer, and for how long others get it too. */
    private record Kept(Moment at, Duration shared, Exposition.Scrape scrape) {

        boolean holds(Moment now) {
            return now.since(at).compareTo(shared) < 0;
        }
    }

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
                        (kind, last) -> last != null && last.holds(now) ? last : made(now, accept, gzip))
                .scrape;
    }

    /** One that was made for another and holds, if there is such: no work, so that any thread may ask. */
    public Optional<Exposition.Scrape> ready(@Nullable String accept, boolean gzip) {
        return Optional.ofNullable(kept.get(new Kind(Format.accepted(accept), gzip)))
                .filter(last -> last.holds(time.now()))
                .map(Kept::scrape);
    }

    private Kept made(Moment now, @Nullable String accept, boolean gzip) {
        Exposition.Scrape scrape = exposition.scrape(accept, gzip, Set.of());
        return new Kept(now, shared(time.now().since(now)), scrape);
    }

    /** For how long an answer is given that took so long to make. */
    static Duration shared(Duration cost) {
        Duration enough = cost.multipliedBy(PART_OF_TIME);
        Duration least = enough.compareTo(SHARED_LEAST) < 0 ? SHARED_LEAST : enough;
        return least.compareTo(SHARED_MOST) > 0 ? SHARED_MOST : least;
    }
}
