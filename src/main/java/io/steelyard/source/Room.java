package io.steelyard.source;

import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Snapshot;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * How large a balancer may be, so that this process can hold what it remembers of it. A larger reading is refused, as
 * early as can be; an agent that ran out of memory would be neither dead nor alive.
 *
 * <p>What a route, a backend and an endpoint cost was measured in the heap of a running agent (docs/install.md,
 * Sizing), and is counted here with a fifth more.
 *
 * @param heap the most memory that the JVM may have, in bytes
 * @param readings how many are kept of each endpoint
 */
public record Room(long heap, int readings) {

    /** For balancers that are known to be small. */
    public static final Room BOUNDLESS = new Room(Long.MAX_VALUE, 1);

    /** Code, connections, series of the agent itself. */
    private static final long FIXED = 24 << 20;

    /** The rest is for what comes and goes within a poll or a scrape. */
    private static final double HELD = 0.55;

    private static final int PER_ENDPOINT = 12_000;
    private static final int PER_ROUTE = 9_000;
    private static final int PER_ROUTE_AND_READING = 250;
    private static final int PER_BACKEND = 2_400;

    /** Of the heap for one answer as bytes, which are held twice or thrice for a moment. */
    private static final int ANSWER = 12;

    private static final int SMALLEST_ANSWER = 1 << 20;

    /** Bytes for what is remembered of the balancer. */
    long bytes() {
        return Math.max(0, (long) (HELD * heap) - FIXED);
    }

    /**
     * The most routes, if there were nothing else; at least 100, however small the heap.
     *
     * @return a number of routes, of all endpoints together
     */
    public int routes() {
        return most(PER_ROUTE + (long) readings * PER_ROUTE_AND_READING);
    }

    /**
     * The most backends, if there were nothing else; at least 100, however small the heap.
     *
     * @return a number of backends
     */
    public int backends() {
        return most(PER_BACKEND);
    }

    private int most(long each) {
        return (int) Math.max(100, Math.min(Integer.MAX_VALUE - 8, bytes() / each));
    }

    /**
     * The longest answer that may be gathered, in bytes, if so many are allowed otherwise.
     *
     * @param allowed by the configuration, in bytes
     * @return in bytes; at least 1 MiB unless less is allowed
     */
    public int answer(long allowed) {
        return (int) Math.min(Integer.MAX_VALUE - 8, Math.min(allowed, Math.max(SMALLEST_ANSWER, heap / ANSWER)));
    }

    /**
     * What to do about a reading that is too large, for messages.
     *
     * @return continues a sentence that names the number
     */
    public String remedy() {
        return "which is what the heap of this JVM, " + megabytes(heap)
                + ", has room for; raise -Xmx (see Sizing in docs/install.md), or let it see less of the balancer";
    }

    /**
     * Readings of a source that fail, as not to be decoded, when there is no room for them.
     *
     * @param source which may give too much
     * @param room asked at each reading
     * @return the source, with a {@link ReadException} of cause {@link Cause#DECODE} in place of what is too large
     */
    public static Source bounding(Source source, Supplier<Room> room) {
        return () -> Mono.defer(source::read)
                .doOnNext(snapshot -> room.get().check(snapshot))
                .name("bounded")
                .checkpoint("room for the reading");
    }

    private void check(Snapshot snapshot) {
        refusal(snapshot).ifPresent(why -> {
            throw new ReadException(Cause.DECODE, why);
        });
    }

    Optional<String> refusal(Snapshot snapshot) {
        long routes = snapshot.endpoints().stream()
                .mapToLong(endpoint -> endpoint.routes().size())
                .sum();
        long endpoints = snapshot.endpoints().size();
        long backends = snapshot.backends().size();
        long needed = endpoints * PER_ENDPOINT
                + routes * (PER_ROUTE + (long) readings * PER_ROUTE_AND_READING)
                + backends * PER_BACKEND;
        // A hundred of each must do in any heap.
        return needed <= Math.max(bytes(), 3_000_000)
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "the balancer has %,d endpoints, %,d routes and %,d backends: %s to remember, above the limit of %s, %s",
                        endpoints,
                        routes,
                        backends,
                        megabytes(needed),
                        megabytes(bytes()),
                        remedy()));
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,d MB", bytes >> 20);
    }
}
