package io.steelyard.cli;

import io.steelyard.adapter.simulator.Scenarios;
import java.util.Iterator;

/** The scenarios that come with Steelyard, for help and completion. */
final class ScenarioNames implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
        return Scenarios.names().iterator();
    }
}
