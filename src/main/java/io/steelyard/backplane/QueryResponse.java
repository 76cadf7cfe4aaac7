package io.steelyard.backplane;

import java.util.List;
import java.util.Optional;

/**
 * The answer to a query: one consistent picture of everything that the account owns.
 *
 * @param token the secret that agents connect with; it never stands in {@link #toString}
 * @param endpoints in the answer's order, patterns unique
 * @param backends in the answer's order, ids unique
 * @param oddities what could not be read and was left out
 */
public record QueryResponse(String token, List<Endpoint> endpoints, List<Backend> backends, Oddities oddities) {

    public QueryResponse {
        endpoints = List.copyOf(endpoints);
        backends = List.copyOf(backends);
    }

    /**
     * The endpoint of this pattern.
     *
     * @param pattern the host, or host and path, as the service gave it
     * @return empty if the account has none
     */
    public Optional<Endpoint> endpoint(String pattern) {
        return endpoints.stream()
                .filter(endpoint -> endpoint.pattern().equals(pattern))
                .findFirst();
    }

    @Override
    public String toString() {
        return "QueryResponse[token=<secret>, endpoints=" + endpoints + ", backends=" + backends + ", oddities="
                + oddities + "]";
    }
}
