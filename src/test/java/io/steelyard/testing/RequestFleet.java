package io.steelyard.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * A weighted balancer and its servers in virtual time, request by request, so that what a fluid hides is there: the
 * noise of single requests, bursts, momentary counts in flight. Time is in seconds from the start.
 *
 * <p>Seeded: the same seed gives the same arrivals and the same amounts of work, whatever the weights.
 */
public final class RequestFleet {

    /** How a request finds its server. */
    public enum Algorithm {
        ROUND_ROBIN,
        LEAST_CONNECTIONS
    }

    /** How long a request is worked on. */
    public enum Service {
        CONSTANT,
        EXPONENTIAL
    }

    /**
     * @param seconds mean time that one request is worked on
     * @param workers requests that are worked on at the same time
     */
    public record Kind(double seconds, int workers) {

        public double capacity() {
            return workers / seconds;
        }
    }

    /** A finished request. */
    private record Answer(double due, double took) {}

    private static final class Server {
        final Kind kind;
        double slowness = 1;
        int weight = 100;
        double credit;
        long completed;
        final double[] freeAt;
        final PriorityQueue<Double> inFlight = new PriorityQueue<>();

        Server(Kind kind) {
            this.kind = kind;
            this.freeAt = new double[kind.workers()];
        }

        double serve(double now, double work) {
            int next = 0;
            for (int i = 1; i < freeAt.length; i++) {
                next = freeAt[i] < freeAt[next] ? i : next;
            }
            freeAt[next] = Math.max(now, freeAt[next]) + work * kind.seconds() * slowness;
            inFlight.add(freeAt[next]);
            return freeAt[next];
        }

        void pass(double now) {
            while (!inFlight.isEmpty() && inFlight.element() <= now) {
                inFlight.remove();
                completed++;
            }
        }
    }

    private final List<Server> servers;
    private final Algorithm algorithm;
    private final Service service;
    private final DoubleUnaryOperator rate;
    private final SplittableRandom random;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private double now;
    private double nextArrival;

    /** @param rate requests per second that arrive, by time */
    public RequestFleet(List<Kind> kinds, Algorithm algorithm, Service service, DoubleUnaryOperator rate, long seed) {
        this.servers = kinds.stream().map(Server::new).toList();
        this.algorithm = algorithm;
        this.service = service;
        this.rate = rate;
        this.random = new SplittableRandom(seed);
        this.nextArrival = gap();
    }

    public double now() {
        return now;
    }

    public int size() {
        return servers.size();
    }

    public int weight(int server) {
        return servers.get(server).weight;
    }

    public void weight(int server, int weight) {
        servers.get(server).weight = weight;
    }

    /** How many times as long as usual a server works on each request that arrives from now on. */
    public void slowness(int server, double factor) {
        servers.get(server).slowness = factor;
    }

    /** Requests in this server now, waiting or worked on. */
    public int inFlight(int server) {
        return servers.get(server).inFlight.size();
    }

    /** Requests that this server has answered. */
    public long completed(int server) {
        return servers.get(server).completed;
    }

    /** Moves time on. */
    public void advance(double to) {
        while (nextArrival <= to) {
            now = nextArrival;
            servers.forEach(server -> server.pass(now));
            double work = service == Service.CONSTANT ? 1 : -Math.log(1 - random.nextDouble());
            answers.add(new Answer(now, chosen().serve(now, work) - now));
            nextArrival = now + gap();
        }
        now = to;
        servers.forEach(server -> server.pass(now));
    }

    /** Response times in seconds, ascending, of the requests that arrived in this window. */
    public double[] responseTimes(double from, double to) {
        List<Double> times = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.due() >= from && answer.due() < to) {
                times.add(answer.took());
            }
        }
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private double gap() {
        return -Math.log(1 - random.nextDouble()) / Math.max(1e-6, rate.applyAsDouble(now));
    }

    private Server chosen() {
        return algorithm == Algorithm.ROUND_ROBIN ? nextInTurn() : leastBusy();
    }

    /** Smooth weighted round robin: each gains its weight, the richest pays for all. */
    private Server nextInTurn() {
        Server chosen = servers.get(0);
        double sum = 0;
        for (Server server : servers) {
            server.credit += server.weight;
            sum += server.weight;
            chosen = server.credit > chosen.credit ? server : chosen;
        }
        chosen.credit -= sum;
        return chosen;
    }

    private Server leastBusy() {
        Server chosen = servers.get(random.nextInt(servers.size()));
        for (Server server : servers) {
            boolean better = server.weight > 0
                    && (chosen.weight == 0
                            || (double) server.inFlight.size() / server.weight
                                    < (double) chosen.inFlight.size() / chosen.weight);
            chosen = better ? server : chosen;
        }
        return chosen;
    }
}
