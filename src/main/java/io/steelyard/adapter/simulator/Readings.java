package io.steelyard.adapter.simulator;

import io.steelyard.adapter.simulator.TimedEvent.Report;
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
    private final Readout readout;
    private final long seed;

    /** Of the whole run; not the seed itself, since the streams of neighbouring seeds are one stream, moved on a little. */
    private final long chance;

    private final Instant epoch;

    Readings(Scenario scenario, long seed, Instant epoch) {
        this.scenario = scenario;
        this.readout = scenario.readout();
        this.seed = seed;
        this.chance = new SplittableRandom(seed).nextLong();
        this.epoch = epoch;
    }

    Snapshot snapshot(Plant plant, long step) {
        SplittableRandom random = new SplittableRandom(chance + step);
        Map<Cell, Backend> backends = new LinkedHashMap<>();
        Strengths strengths = scenario.lie().isPresent() ? Strengths.of(plant.cells()) : Strengths.NONE;
        for (Cell cell : plant.cells()) {
            if (cell.present) {
                backends.put(cell, backend(cell, load(cell, strengths, step, random), random));
            }
        }
        List<Endpoint> endpoints = new ArrayList<>();
        plant.sites().forEach(site -> endpoints.add(endpoint(site, backends)));
        String incarnation = scenario.name() + "#" + seed;
        return new Snapshot(SimulatorBalancer.NAME, incarnation, endpoints, List.copyOf(backends.values()));
    }

    Map<String, Double> utilisations(Plant plant, long step) {
        SplittableRandom random = new SplittableRandom(~chance + step);
        Map<String, Double> utilisations = new LinkedHashMap<>();
        for (Cell cell : plant.cells()) {
            if (cell.present) {
                double exact = cell.flows() && cell.capacity() > 0 ? cell.completions / cell.capacity() : 1;
                double noisy = exact * (1 + readout.noise() * random.nextGaussian());
                utilisations.put(cell.backend.id(), Math.max(0, noisy));
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

    private Backend backend(Cell cell, OptionalDouble load, SplittableRandom random) {
        boolean known = cell.report != Report.UNKNOWN;
        OptionalDouble rate = known ? OptionalDouble.of(rate(cell, random)) : OptionalDouble.empty();
        return new Backend(
                cell.backend.id(),
                OWNER,
                cell.backend.labels(),
                load,
                rate,
                known && readout.errors() ? OptionalDouble.of(read(cell.readErrors(), random)) : OptionalDouble.empty(),
                Optional.empty(),
                cell.backend.address(),
                Optional.of(at(cell.connectedAt)),
                cell.backend.location(),
                "live");
    }

    private OptionalDouble load(Cell cell, Strengths strengths, long step, SplittableRandom random) {
        if (cell.report == Report.UNKNOWN) {
            return OptionalDouble.empty();
        }
        if (cell.report == Report.FROZEN) {
            return OptionalDouble.of(Math.rint(cell.readLoad()));
        }
        double told = scenario.lie()
                .map(lie -> lie.load(strengths.of(cell), strengths.isWeakest(cell), step, random.nextDouble()))
                .orElseGet(cell::readLoad);
        boolean counted = readout.counts()
                && scenario.load() instanceof LoadModel.Queueing
                && scenario.lie().isEmpty();
        return OptionalDouble.of(counted ? inside(cell, told, random) : read(told, random));
    }

    private double rate(Cell cell, SplittableRandom random) {
        if (cell.report == Report.FROZEN) {
            return Math.rint(cell.readRate());
        }
        return readout.counts() ? Chance.poisson(cell.readRate(), random) : read(cell.readRate(), random);
    }

    /** A momentary count: widely spread in the queue of one worker, less in a backlog or beside many workers. */
    private double inside(Cell cell, double mean, SplittableRandom random) {
        boolean one = scenario.load() instanceof LoadModel.Queueing queue && queue.workers() == 1;
        return one && cell.flows() ? Chance.geometric(mean, random) : Chance.poisson(mean, random);
    }

    private double read(double value, SplittableRandom random) {
        double noisy = Math.max(0, value * (1 + readout.noise() * random.nextGaussian()));
        double part = random.nextDouble();
        return readout.noise() == 0 ? Math.rint(value) : Math.floor(noisy + part);
    }

    private Instant at(Duration time) {
        return epoch.plus(time);
    }

    /** How backends compare, for one who means to deceive. */
    private record Strengths(double least, double most) {

        static final Strengths NONE = new Strengths(0, 1);

        static Strengths of(List<Cell> cells) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (Cell cell : cells) {
                least = Math.min(least, cell.backend.capacity());
                most = Math.max(most, cell.backend.capacity());
            }
            return new Strengths(least, most);
        }

        double of(Cell cell) {
            return cell.backend.capacity() / most;
        }

        boolean isWeakest(Cell cell) {
            return cell.backend.capacity() <= least;
        }
    }
}
