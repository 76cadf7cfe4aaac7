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
