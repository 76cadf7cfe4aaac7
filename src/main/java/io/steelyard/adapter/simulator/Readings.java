package io.steelyard.adapter.simulator;

import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * What a reader sees of a plant: integers with noise. An integer is drawn so that its mean is the noisy value (2.3 is
 * read as 2 seven times of ten and else as 3), because a count of requests is right on average; without noise it is
 * the nearest. The same seed and step give the same readings, however often one looks.
 */
final class Readings {

    static final String OWNER = "simulated";

    private final Scenario scenario;
    private final long seed;
    private final Instant epoch;

    Readings(Scenario scenario, long seed, Instant epoch) {
        this.scenario = scenario;
        this.seed = seed;
        this.epoch = epoch;
    }

    Snapshot snapshot(Plant plant, long step) {
        SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + step);
        Map<Cell, Backend> backends = new LinkedHashMap<>();
        plant.cells().stream().filter(cell -> cell.present).forEach(cell -> backends.put(cell, backend(cell, random)));
        List<Endpoint> endpoints = new ArrayList<>();
        plant.sites().forEach(site -> endpoints.add(endpoint(site, backends)));
        String incarnation = scenario.name() + "#" + seed;
        return new Snapshot(SimulatorBalancer.NAME, incarnation, endpoints, List.copyOf(backends.values()));
    }

    Map<String, Double> utilisations(Plant plant, long step) {
        SplittableRandom random = new SplittableRandom(~seed * 0x9E3779B97F4A7C15L + step);
        Map<String, Double> utilisations = new LinkedHashMap<>();
        for (Cell cell : plant.cells()) {
            if (cell.present) {
                double exact = cell.inside() > 0 && cell.completions >= cell.capacity()
                        ? 1
                        : cell.completions / cell.capacity();
                utilisations.put(
                        cell.backend.id(),
                        Math.max(0, Math.min(1, exact) * (1 + scenario.noise() * random.nextGaussian())));
            }
        }
        return utilisations;
    }

    Route route(Lane lane, Map<Cell, Backend> backends) {
        List<Backend> members = lane.members.stream().map(backends::get).toList();
        return new Route(lane.id, lane.selector, OptionalInt.of(lane.weight), "", members);
    }

    private Endpoint endpoint(Site site, Map<Cell, Backend> backends) {
        return new Endpoint(
                site.pattern,
                OWNER,
                Optional.of(at(site.createdAt)),
                site.requireTls,
                site.lanes().stream().map(lane -> route(lane, backends)).toList(),
                Optional.empty());
    }

    private Backend backend(Cell cell, SplittableRandom random) {
        return new Backend(
                cell.backend.id(),
                OWNER,
                cell.backend.labels(),
                OptionalDouble.of(read(cell.load(), random)),
                OptionalDouble.of(read(cell.completions, random)),
                OptionalDouble.empty(),
                Optional.empty(),
                cell.backend.address(),
                Optional.of(at(cell.connectedAt)),
                cell.backend.location(),
                "live");
    }

    private double read(double value, SplittableRandom random) {
        double noisy = Math.max(0, value * (1 + scenario.noise() * random.nextGaussian()));
        double part = random.nextDouble();
        return scenario.noise() == 0 ? Math.rint(value) : Math.floor(noisy + part);
    }

    private Instant at(Duration time) {
        return epoch.plus(time);
    }
}
