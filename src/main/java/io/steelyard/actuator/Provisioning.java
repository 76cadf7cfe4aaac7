package io.steelyard.actuator;

import io.steelyard.model.Route;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Makes and removes endpoints and routes, on balancers where that can be done by a call. */
public interface Provisioning {

    /**
     * Makes the endpoint if it is missing and sets whether it requires TLS.
     *
     * @param pattern the host, or host and path
     * @param requireTls true if plain requests are to be refused
     * @return completes when the endpoint is as asked
     */
    Mono<Void> putEndpoint(String pattern, boolean requireTls);

    /**
     * Removes an endpoint and its routes; fails with {@link UnknownTargetException} if there is none.
     *
     * @param pattern the host, or host and path
     * @return completes when it is gone
     */
    Mono<Void> deleteEndpoint(String pattern);

    /**
     * Makes a new route at each call, and the endpoint if it is missing. The first route of an endpoint gets weight
     * 100, later ones 0.
     *
     * @param pattern the host, or host and path
     * @param labels which a backend must carry to be of the route; at least one
     * @return the route, with the id that the balancer gave it
     */
    Mono<Route> addRoute(String pattern, Map<String, String> labels);
}
