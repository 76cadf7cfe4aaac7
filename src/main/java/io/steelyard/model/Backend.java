package io.steelyard.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A server that takes requests, as one snapshot saw it. What the balancer did not say, or said in a way that cannot be
 * read, is empty: unknown is not zero.
 *
 * @param id unique within the snapshot
 * @param owner the account, empty where the balancer has none
 * @param labels what selectors look at
 * @param load in the balancer's own unit: requests in flight, percent busy, …
 * @param requestsPerSecond completed requests per second
 * @param errorsPerSecond failed requests per second, where the balancer reports them
 * @param responseTime mean response time, where the balancer reports it
 * @param address the remote address as text, empty if unknown
 * @param connectedAt when it joined
 * @param location where it is
 * @param state an open set of words; compared, never interpreted alone
 * @param occupancy the requests in flight in more detail than the load tells, where the balancer shows single moments
 */
public record Backend(
        String id,
        String owner,
        Labels labels,
        OptionalDouble load,
        OptionalDouble requestsPerSecond,
        OptionalDouble errorsPerSecond,
        Optional<Duration> responseTime,
        String address,
        Optional<Instant> connectedAt,
        Location location,
        String state,
        Optional<Occupancy> occupancy) {

    public Backend {
        Check.measure("backend", id, "load", load);
        Check.measure("backend", id, "requests per second", requestsPerSecond);
        Check.measure("backend", id, "errors per second", errorsPerSecond);
    }

    /** A backend of whose load no more than the mean is known. */
    public Backend(
            String id,
            String owner,
            Labels labels,
            OptionalDouble load,
            OptionalDouble requestsPerSecond,
            OptionalDouble errorsPerSecond,
            Optional<Duration> responseTime,
            String address,
            Optional<Instant> connectedAt,
            Location location,
            String state) {
        this(
                id,
                owner,
                labels,
                load,
                requestsPerSecond,
                errorsPerSecond,
                responseTime,
                address,
                connectedAt,
                location,
                state,
                Optional.empty());
    }

    /** The same with its occupancy. */
    public Backend with(Occupancy seen) {
        return new Backend(
                id,
                owner,
                labels,
                load,
                requestsPerSecond,
                errorsPerSecond,
                responseTime,
                address,
                connectedAt,
                location,
                state,
                Optional.of(seen));
    }

    /** A backend of which only the two signals are known. */
    public static Backend of(String id, double load, double requestsPerSecond) {
        return new Backend(
                id,
                "",
                Labels.NONE,
                OptionalDouble.of(load),
                OptionalDouble.of(requestsPerSecond),
                OptionalDouble.empty(),
                Optional.empty(),
                "",
                Optional.empty(),
                Location.UNKNOWN,
                "");
    }

    /** True if load and rate are both known; only then does it take part in a decision. */
    public boolean measured() {
        return load.isPresent() && requestsPerSecond.isPresent();
    }
}
