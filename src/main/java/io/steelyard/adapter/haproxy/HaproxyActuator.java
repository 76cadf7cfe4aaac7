package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.ConflictException;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UndoException;
import io.steelyard.adapter.haproxy.Division.Change;
import io.steelyard.model.Capabilities;
import io.steelyard.model.InForce;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.ShellWord;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes {@code set weight}, many servers in a line. HAProxy has neither a transaction nor compare-and-set: {@link
 * Writing} puts back what it should not have overwritten. A connection that breaks between two lines leaves what was
 * written before, and the error says how much that is.
 */
final class HaproxyActuator implements Actuator {

    private static final Capabilities CAPABILITIES = new Capabilities(
            Division.MOST, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);

    private final StatsSocket socket;
    private final Statistics statistics;
    private final Routing routing;
    private final Initials initials;

    HaproxyActuator(StatsSocket socket, Statistics statistics, Routing routing) {
        this.socket = socket;
        this.statistics = statistics;
        this.routing = routing;
        this.initials = new Initials(socket);
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Mono<Map<String, Integer>> weights(String pattern) {
        return inForce(pattern).map(InForce::byRoute);
    }

    @Override
    public Mono<InForce> inForce(String pattern) {
        return statistics
                .proxy(pattern)
                .map(this::unambiguous)
                .map(routing::inForce)
                .name("haproxy.weights")
                .checkpoint("haproxy.weights");
    }

    @Override
    public Mono<Void> shape(String pattern, Weights weights) {
        return write(pattern, Optional.empty(), weights).then().onErrorResume(UndoException.class, UndoException::undo);
    }

    @Override
    public Mono<InForce> shape(String pattern, InForce expected, Weights weights) {
        return write(pattern, Optional.of(expected), weights);
    }

    private Mono<InForce> write(String pattern, Optional<InForce> expected, Weights weights) {
        return statistics
                .proxy(pattern)
                .map(this::unambiguous)
                .doOnNext(proxy -> expected.ifPresent(assumed -> check(assumed, routing.inForce(proxy))))
                .flatMap(proxy -> changes(proxy, weights).flatMap(changes -> {
                    List<Swap> swaps = changes.stream()
                            .map(change -> new Swap(
                                    change.server().id(), change.server().weight(), change.weight()))
                            .toList();
                    checkAlgorithm(proxy, swaps);
                    return new Writing(socket, proxy, swaps, expected.isPresent())
                            .all()
                            .doFinally(end -> rememberEmptied(proxy, weights))
                            .thenReturn(routing.inForce(proxy, changes));
                }))
                .name("haproxy.shape")
                .checkpoint("haproxy.shape");
    }

    /** As with socat, which everybody has who speaks to that socket by hand. */
    @Override
    public Mono<List<String>> commands(String pattern, Weights weights) {
        return statistics
                .proxy(pattern)
                .map(this::unambiguous)
                .flatMap(proxy -> changes(proxy, weights))
                .map(changes -> changes.stream().map(this::command).toList())
                .name("haproxy.commands")
                .checkpoint("haproxy.commands");
    }

    /** Routes at 0 that are to come back as nobody here knows come back as they are configured. */
    private Mono<List<Change>> changes(Proxy proxy, Weights weights) {
        Map<String, List<Server>> routes = routing.routes(proxy);
        return Flux.fromIterable(routes.entrySet())
                .filter(route -> weights.of(route.getKey()) > 0
                        && routing.claims().unknown(proxy, route.getKey(), route.getValue()))
                .concatMap(route -> initials.of(route.getValue())
                        .doOnNext(found -> routing.claims().remember(proxy, route.getKey(), found)))
                .then(Mono.fromSupplier(() -> Division.changes(proxy, routes, routing.claims(), weights)));
    }

    /** However the write ended: if it did not take a route to 0, that is seen and the memory goes. */
    private void rememberEmptied(Proxy proxy, Weights weights) {
        routing.routes(proxy).forEach((route, servers) -> {
            boolean emptied = Integer.valueOf(0).equals(weights.byRoute().get(route)) && Routing.weight(servers) > 0;
            if (emptied) {
                routing.claims().remember(proxy, route, Routing.weights(servers));
            }
        });
    }

    private String command(Change change) {
        String line = "set weight " + change.server().id() + " " + change.weight();
        boolean plain =
                ShellWord.of(change.server().id()).equals(change.server().id());
        return "echo " + (plain ? '"' + line + '"' : ShellWord.of(line)) + " | socat stdio " + socket.socatAddress();
    }

    private static void check(InForce expected, InForce found) {
        if (!expected.agrees(found)) {
            throw ConflictException.of(found, expected);
        }
    }

    /** Which of two servers of one name `set weight` changes is HAProxy's choice, and their weights are no vector. */
    private Proxy unambiguous(Proxy proxy) {
        if (proxy.repeated()) {
            throw new ReadException(
                    Cause.DECODE,
                    socket.name() + ": " + proxy.ambiguity() + "; its weights are neither read nor written");
        }
        return proxy;
    }

    private static void checkAlgorithm(Proxy proxy, List<Swap> swaps) {
        if (!swaps.isEmpty() && Algorithms.isStatic(proxy)) {
            throw new UnacceptableWeightsException(Algorithms.remedy(proxy) + "; nothing was written");
        }
    }
}
