package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.Actuator;
import io.steelyard.actuator.ShellWord;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.haproxy.Division.Change;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.Weights;
import io.steelyard.source.ReadException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes {@code set weight}, server by server. HAProxy has no transaction: a failure on the way leaves what was written
 * before, and the error says how much that is.
 */
final class HaproxyActuator implements Actuator {

    private static final Capabilities CAPABILITIES = new Capabilities(
            Division.MOST, Capabilities.Unit.BACKEND, OptionalInt.empty(), true, false, Duration.ZERO, 1);

    private final StatsSocket socket;
    private final Statistics statistics;
    private final Routing routing;

    HaproxyActuator(StatsSocket socket, Statistics statistics, Routing routing) {
        this.socket = socket;
        this.statistics = statistics;
        this.routing = routing;
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Mono<Map<String, Integer>> weights(String pattern) {
        return statistics
                .proxy(pattern)
                .map(this::unambiguous)
                .map(routing::weights)
                .name("haproxy.weights")
                .checkpoint("haproxy.weights");
    }

    @Override
    public Mono<Void> shape(String pattern, Weights weights) {
        return statistics
                .proxy(pattern)
                .map(this::unambiguous)
                .map(proxy -> new Write(proxy, Division.changes(proxy, routing.routes(proxy), weights)))
                .doOnNext(HaproxyActuator::checkAlgorithm)
                .flatMap(this::all)
                .name("haproxy.shape")
                .checkpoint("haproxy.shape");
    }

    /** As with socat, which everybody has who speaks to that socket by hand. */
    @Override
    public Mono<List<String>> commands(String pattern, Weights weights) {
        return statistics
                .proxy(pattern)
                .map(this::unambiguous)
                .map(proxy -> Division.changes(proxy, routing.routes(proxy), weights).stream()
                        .map(this::command)
                        .toList())
                .name("haproxy.commands")
                .checkpoint("haproxy.commands");
    }

    private String command(Change change) {
        String line = "set weight " + change.server().id() + " " + change.weight();
        boolean plain =
                ShellWord.of(change.server().id()).equals(change.server().id());
        return "echo " + (plain ? '"' + line + '"' : ShellWord.of(line)) + " | socat stdio " + socket.socatAddress();
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

    private static void checkAlgorithm(Write write) {
        if (!write.changes().isEmpty() && Algorithms.isStatic(write.proxy())) {
            throw new UnacceptableWeightsException(remedy(write.proxy()) + "; nothing was written");
        }
    }

    private static String remedy(Proxy proxy) {
        return "proxy " + proxy.name() + " has algorithm " + proxy.algorithm()
                + ", which takes no weights at run time; use `balance roundrobin` or `hash-type consistent`";
    }

    private Mono<Void> all(Write write) {
        return Flux.range(0, write.changes().size())
                .concatMap(number -> one(write, number))
                .then();
    }

    private Mono<Void> one(Write write, int number) {
        Change change = write.changes().get(number);
        String command = "set weight " + change.server().id() + " " + change.weight();
        return socket.ask(command)
                .onErrorMap(
                        ReadException.class,
                        e -> new ReadException(e.reason(), e.getMessage() + write.progress(number), e))
                .flatMap(answer -> answer.strip().isEmpty()
                        ? Mono.<Void>empty()
                        : Mono.error(refusal(write, number, command, answer.strip())));
    }

    private RuntimeException refusal(Write write, int number, String command, String answer) {
        String message = socket.name() + " refused `" + command + "`: " + answer.replaceAll("\\s+", " ");
        if (answer.startsWith("Permission denied")) {
            return new RefusedCommandException(
                    message + "; its `stats socket` line needs `level admin`" + write.progress(number));
        }
        if (answer.contains("static LB algorithm")) {
            message += "; " + remedy(write.proxy());
            return number == 0
                    ? new UnacceptableWeightsException(message)
                    : new RefusedCommandException(message + write.progress(number));
        }
        if (number == 0 && answer.startsWith("No such")) {
            return new UnknownTargetException(message);
        }
        return new RefusedCommandException(message + write.progress(number));
    }

    /** The changes that one shape comes to. */
    private record Write(Proxy proxy, List<Change> changes) {

        String progress(int written) {
            return " (" + written + " of " + changes.size() + " server weights of " + proxy.name()
                    + " were written before)";
        }
    }
}
