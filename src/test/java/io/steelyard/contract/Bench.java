package io.steelyard.contract;

import io.steelyard.adapter.Balancer;
import io.steelyard.testing.FaultProxy;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the kit needs of an adapter: a balancer that is set up as {@link Part} says, and ways to it that do not lead
 * through the adapter. One bench serves all cases of a class, in any order. What an adapter cannot have is
 * {@link Possible#not} with the reason, and the cases that want it are skipped with that reason.
 */
public interface Bench extends AutoCloseable {

    /** The endpoints of the bench. Every route begins with {@link #START}. */
    enum Part {
        /** Three routes. */
        THREE,
        /** One route. */
        ONE,
        /** Five hundred routes. */
        MANY,
        /** Three routes that no case writes to. */
        NEIGHBOUR
    }

    /** The weight that each route has at first. */
    int START = 100;

    /** The endpoint's name at this balancer. */
    String endpoint(Part part);

    /**
     * The adapter, anew each time; through {@link #wire} where there is one.
     *
     * @param deadline for each of its calls
     */
    Balancer open(Duration deadline);

    /** Route id to weight, in the balancer's order, as the balancer has it. */
    Map<String, Integer> weights(String endpoint);

    /** Sets weights as an operator would. */
    void edit(String endpoint, Map<String, Integer> weights);

    /** Sets all weights of {@link Part#THREE} to 0, past any check. */
    Possible<Runnable> silence();

    /** All that the balancer says of an endpoint which only a write could change, to be compared byte for byte. */
    String picture(String endpoint);

    /** True if a write is in force as a whole or not at all, whatever happens on the way. */
    boolean atomic();

    /** Whether an edit survives that is made while a write is on its way. */
    default Possible<Boolean> writesAndEditsAtOnce() {
        return Possible.of(true);
    }

    /** The wire between the adapter and its balancer. */
    Possible<Wire> wire();

    /** Ends the balancer and starts it again. */
    Possible<Runnable> restart();

    /** The adapter with too few rights to write. */
    Possible<Balancer> withoutRights();

    /** Traffic on {@link Part#THREE}. */
    Possible<Traffic> traffic();

    /** A secret that the adapter was given and must not tell. */
    Possible<String> secret();

    @Override
    void close();

    /**
     * The block {@code balancer} of a configuration that leads a daemon here, through the wire.
     *
     * @param parts that it is to see at least
     */
    default Possible<String> configuration(Part... parts) {
        return Possible.not("it lives in this process");
    }

    /** What the balancer answers now to a request with this first line, a character for each byte. */
    default String answer(String firstLine) {
        throw new UnsupportedOperationException("no wire, no answers to " + firstLine);
    }

    /** An answer of so many bytes and more, which begins well. */
    default String huge(int bytes) {
        return "x".repeat(bytes);
    }

    /**
     * @param proxy stands between the adapter and the balancer
     * @param write true of the first line of a request that changes a weight
     */
    record Wire(FaultProxy proxy, Predicate<String> write) {}

    /** Sends requests, real or modelled. */
    interface Traffic {

        /** How many of so many requests each route got; all routes are named. */
        Map<String, Long> send(int requests);

        /** Takes all backends of a route away, as a failure would; {@link #bringBack} ends it. */
        Possible<Runnable> takeDown(String route);

        void bringBack();
    }
}
