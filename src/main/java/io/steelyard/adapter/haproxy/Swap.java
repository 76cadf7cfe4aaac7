package io.steelyard.adapter.haproxy;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets the weight of one server and asks, right before it in the same line, what it was: HAProxy cannot compare and set,
 * but it can exchange.
 *
 * @param server as {@code set weight} names it
 * @param assumed the weight that it is thought to have
 * @param weight the weight that it is to have
 */
record Swap(String server, int assumed, int weight) {

    private static final Pattern WEIGHT = Pattern.compile("([0-9]{1,3}) \\(initial [0-9]{1,3}\\)");

    String commands() {
        return "get weight " + server + ";" + set();
    }

    String set() {
        return "set weight " + server + " " + weight;
    }

    boolean raises() {
        return weight > assumed;
    }

    /** Takes the answers to both commands. */
    Done done(Replies replies) {
        String got = replies.message();
        String said = replies.message();
        Matcher weight = WEIGHT.matcher(got);
        if (weight.matches()) {
            return new Done(this, OptionalInt.of(Integer.parseInt(weight.group(1))), said);
        }
        if (said.isEmpty()) {
            throw new MalformedAnswerException("`get weight " + server + "` was answered by: " + got);
        }
        return new Done(this, OptionalInt.empty(), said);
    }

    /**
     * What came of it.
     *
     * @param before the weight right before; empty if there is no such server
     * @param said what HAProxy had against it; empty if it did it
     */
    record Done(Swap swap, OptionalInt before, String said) {

        boolean refused() {
            return !said.isEmpty();
        }

        /** True if somebody else had set another weight meanwhile, and this one took its place. */
        boolean displaced() {
            return before.isPresent() && before.getAsInt() != swap.assumed() && before.getAsInt() != swap.weight();
        }

        Swap back() {
            return new Swap(swap.server(), swap.weight(), before.orElse(swap.assumed()));
        }

        @Override
        public String toString() {
            return swap.server() + " had " + before.orElse(swap.assumed()) + " and not " + swap.assumed();
        }
    }
}
