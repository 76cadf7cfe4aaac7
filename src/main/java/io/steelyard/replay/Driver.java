package io.steelyard.replay;

import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import java.util.Optional;

/** Who sets the weights of a simulated endpoint. Has a memory, so each trial has a driver of its own. */
@FunctionalInterface
interface Driver {

    /**
     * Called after each reading, at its time; may set weights.
     *
     * @return what was decided, of a driver that decides as the agent does
     */
    Optional<Decision> poll(Observation.Seen seen, Simulator simulator);
}
