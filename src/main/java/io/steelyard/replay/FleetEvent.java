package io.steelyard.replay;

import io.steelyard.adapter.simulator.TimedEvent;
import io.steelyard.model.Selector;
import io.steelyard.model.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Something that happens to all backends of a route of a scenario file. */
public record FleetEvent(
        @Setting(min = "0s", max = "1d", help = "When, from the start.")
        Duration at,

        @Setting(help = "Name of the route.") String route,

        @Setting(
                min = "0.001",
                max = "1000",
                help = "Capacity becomes this multiple of what the route says; 1: as it was.")
        Optional<Double> capacity,

        @Setting(min = "0", max = "1", help = "Part of the requests that fail at once.")
        Optional<Double> failing,

        @Setting(help = "false: its backends disconnect; true: they connect anew.")
        Optional<Boolean> present,

        @Setting(help = "What is read of it: true, frozen, zero or unknown.")
        Optional<TimedEvent.Report> readings) {

    public FleetEvent {
        if (capacity.isEmpty() && failing.isEmpty() && present.isEmpty() && readings.isEmpty()) {
            throw new IllegalArgumentException("nothing happens; give capacity, failing, present or readings");
        }
    }

    List<TimedEvent> events(Selector backends) {
        List<TimedEvent> events = new ArrayList<>();
        capacity.ifPresent(factor -> events.add(new TimedEvent.CapacityChange(at, backends, factor)));
        failing.ifPresent(part -> events.add(new TimedEvent.FailureChange(at, backends, part)));
        present.ifPresent(there -> events.add(new TimedEvent.PresenceChange(at, backends, there)));
        readings.ifPresent(report -> events.add(new TimedEvent.ReportChange(at, backends, report)));
        return events;
    }
}
