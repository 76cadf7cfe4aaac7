package io.steelyard.actuator;

import io.steelyard.model.Route;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Makes and removes endpoints and routes, on balancers where that can be done by a call. */
public interface Provisioning {

    /** Makes the endpoint if it is missing and sets whether it requires TLS. */
    Mono<Void> putEndpoint(String pattern, boolean requireTls);

    /** Removes an endpoint and its routes; fails with {@link UnknownTargetException} if there is none. */
    Mono<Void> deleteEndpoint(String pattern);

    /**
     * Makes a new route at each call, and the endpoint if it is missing. The first route of an endpoint gets weight
     * 100, later ones 0.
     */
    Mono<Route> addRoute(String pattern, Map<String, String> labels);
}
