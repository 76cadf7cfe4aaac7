package io.steelyard.agent;

import io.steelyard.backplane.BackplaneException;
import io.steelyard.backplane.CallListener;
import io.steelyard.backplane.Operation;
import io.steelyard.metrics.AgentMetrics;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Counts the calls of the Backplane client. */
record ApiCalls(AgentMetrics metrics) implements CallListener {

    /** The operations there are, so that their series begin at 0. */
    static Set<String> operations() {
        return Arrays.stream(Operation.values()).map(Operation::label).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void started(Operation operation) {
        metrics.apiStarted();
    }

    @Override
    public void ended(Call call) {
        String operation = call.operation().label();
        metrics.apiEnded(operation, code(call), call.duration());
        IntStream.range(0, call.retries()).forEach(retry -> metrics.apiRetried(operation));
    }

    private static String code(Call call) {
        if (call.cancelled()) {
            return "timeout"; // nobody else gives up a call: the poll or the write had no more time for it
        }
        return call.status().isPresent()
                ? Integer.toString(call.status().getAsInt())
                : call.failure().map(BackplaneException.Kind::label).orElse("none");
    }
}
