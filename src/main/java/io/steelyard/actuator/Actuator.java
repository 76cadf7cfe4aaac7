package io.steelyard.actuator;

import io.steelyard.model.Capabilities;
import io.steelyard.model.InForce;
import io.steelyard.model.ShellWord;
import io.steelyard.model.Weights;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Writes the weights of a balancer. Adapters implement it; comparing before the write, the deadline and the reading
 * back are done once for all, by the {@link Gate}.
 *
 * <p>Each Mono is cold, is one attempt without a retry inside that could repeat anything but the same absolute write,
 * may be cancelled, never blocks, and may emit on any thread.
 */
public interface Actuator {

    /**
     * So many times as long as for a reading the {@link Gate} waits for the answer to a write, and for its undoing. A
     * reading comes again soon; what a write took the place of, only its answer may tell. An adapter that has deadlines
     * of its own gives a write as much.
     */
    int PATIENCE = 3;

    /**
     * What the balancer can do; the same at every call, and told without asking the balancer.
     *
     * @return the range, the sum and the steps of weights that it takes
     */
    Capabilities capabilities();

    /**
     * The weights of one endpoint now, route id to weight: a cheap reading, as fresh as the balancer can give it.
     *
     * <p>Fails with {@link UnknownTargetException} if there is no such endpoint.
     *
     * @param pattern of the endpoint
     * @return route id to weight, of every route of the endpoint
     */
    Mono<Map<String, Integer>> weights(String pattern);

    /**
     * The same, and what the members of the routes weigh where a route's weight is the sum of theirs, so that it is seen
     * if somebody set some of them. Override it for such a balancer.
     *
     * @param pattern of the endpoint
     * @return the weights of every route of the endpoint, and of the members of those that have several
     */
    default Mono<InForce> inForce(String pattern) {
        return weights(pattern).map(InForce::of);
    }

    /**
     * Sets weights, absolute and therefore idempotent. Routes that are not addressed keep theirs. All of it or nothing
     * where the balancer can; a balancer that cannot may be left half-way by a failure, and reading back tells.
     *
     * <p>Fails with {@link UnknownTargetException} if an endpoint or route does not exist and with
     * {@link UnacceptableWeightsException} if the balancer does not take the weights; then nothing was changed. Any
     * other error leaves it unknown whether the write is in force.
     *
     * @param pattern of the endpoint
     * @param weights of some or all of its routes
     * @return completes when the balancer has taken them
     */
    Mono<Void> shape(String pattern, Weights weights);

    /**
     * The commands by which a person does what {@link #shape(String, Weights)} would do, one a line, for a POSIX shell; in their order.
     * Reads the balancer if it must, and never writes to it. Empty where there are no such commands.
     *
     * <p>Names that the balancer tells stand in them as quoted words only ({@link ShellWord}).
     *
     * @param pattern of the endpoint
     * @param weights as given to {@code shape}
     * @return one list, of a command or more, or empty
     */
    default Mono<List<String>> commands(String pattern, Weights weights) {
        return Mono.just(List.of());
    }

    /**
     * As {@link #shape(String, Weights)}, but only while the weights of all the endpoint's routes are still those that are
     * expected: compared as late as the balancer lets it, at best by the balancer itself.
     *
     * <p>Fails with {@link ConflictException} if they are not, and with {@link UndoException} if that was found too late:
     * whoever asked must then subscribe to {@link UndoException#undo}, which puts back what somebody else had set.
     *
     * <p>This default compares with a reading right before the write; what is set between the two is overwritten
     * unseen. Override it where the balancer can do better.
     *
     * @param pattern of the endpoint
     * @param expected the weights of every route, as {@link #inForce} gives them; members that it does not name may weigh
     *     anything
     * @param weights of some or all of its routes
     * @return when the balancer has taken them, what is in force unless somebody has set something since: the weights that
     *     were written, of members too if {@link #inForce} tells those. Not read back: what is read may be somebody else's
     */
    default Mono<InForce> shape(String pattern, InForce expected, Weights weights) {
        return inForce(pattern)
                .flatMap(found -> expected.agrees(found)
                        ? shape(pattern, weights).thenReturn(InForce.of(weights.byRoute()))
                        : Mono.error(ConflictException.of(found, expected)));
    }
}
