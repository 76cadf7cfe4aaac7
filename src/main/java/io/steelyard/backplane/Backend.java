package io.steelyard.backplane;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A web server, connected through its agent.
 *
 * @param id unique, opaque
 * @param owner the account; a route takes only backends of its own
 * @param rawLabels the labels as text; {@link io.steelyard.model.Labels} reads it
 * @param load in the service's own unit; empty if it could not be read, which is not 0
 * @param remoteAddr where it connected from
 * @param connectedAt when it connected; empty if unknown
 * @param location where it is, {@link Location#UNKNOWN} if that was not said
 * @param requestsPerSecond over a window of the service's choice; empty if it could not be read, which is not 0
 * @param state an open set of words
 * @param unknown names of the wire members whose value could not be read; here they are empty
 */
public record Backend(
        String id,
        String owner,
        String rawLabels,
        OptionalLong load,
        String remoteAddr,
        Optional<Instant> connectedAt,
        Location location,
        OptionalLong requestsPerSecond,
        String state,
        Set<String> unknown) {

    public Backend {
        unknown = Set.copyOf(unknown);
    }
}
