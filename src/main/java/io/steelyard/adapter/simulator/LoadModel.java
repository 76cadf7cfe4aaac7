package io.steelyard.adapter.simulator;

/**
 * What happens to requests inside a backend, and what the backend calls its load.
 *
 * <p>Requests are a fluid: a backend holds an amount of them, and a step of time moves it on. A step is taken
 * implicitly, so it is stable at any length and the amount is conserved: what came in and is not inside went out.
 */
public sealed interface LoadModel {

    /**
     * How much is inside after a step.
     *
     * @param inside requests in the backend before it, at least 0
     * @param arrivals requests per second that arrive meanwhile
     * @param capacity requests per second that the backend can complete, above 0
     * @param seconds length of the step
     */
    double step(double inside, double arrivals, double capacity, double seconds);

    /**
     * How many requests are in a backend on average when nothing changes any more.
     *
     * @param utilisation arrivals over capacity, at least 0 and below 1
     */
    double stationary(double utilisation);

    /** The load that belongs to this state, before noise and rounding. */
    double load(double inside, double completions, double capacity);

    /** Mean seconds that a request spends in a backend in this state; infinite if nothing comes out. */
    double responseTime(double inside, double completions, double capacity);

    /**
     * Load is 100 times the utilisation, like CPU in percent. Above capacity a backlog grows, and each second of work
     * that waits adds another 100. The response time is that of a shared processor, 1 / (capacity - rate), M/G/1-PS.
     */
    record Proportional() implements LoadModel {

        /** So many others share the processor with a request, at most; more are a backlog. */
        private static final double MOST_SHARED = 50;

        @Override
        public double step(double inside, double arrivals, double capacity, double seconds) {
            return Math.max(0, inside + (arrivals - capacity) * seconds);
        }

        @Override
        public double stationary(double utilisation) {
            return utilisation / (1 - utilisation);
        }

        @Override
        public double load(double inside, double completions, double capacity) {
            return 100 * (completions + inside) / capacity;
        }

        @Override
        public double responseTime(double inside, double completions, double capacity) {
            double shared = Math.min(MOST_SHARED, stationary(Math.min(completions / capacity, 1 - 1e-9)));
            return (1 + shared + inside) / capacity;
        }
    }

    /**
     * Load is the number of requests in the backend, waiting or worked on.
     *
     * <p>The pointwise stationary fluid flow approximation: dL/dt = arrivals - capacity · G(L), with G the inverse of
     * the stationary law of M/M/c. It has the right fixed points and the right backlog above capacity, and is close in
     * between. Source: Wang, Tipper, Banerjee: A simple approximation for modeling nonstationary queues, INFOCOM 1996.
     *
     * @param workers how many requests a backend works on at once, sharing its capacity; 1 to 1000
     */
    record Queueing(int workers) implements LoadModel {

        private static final int STEPS = 48;
        private static final double PRECISION = 1e-10;

        public Queueing {
            Limits.that(
                    workers >= 1 && workers <= QueueLaw.MOST_WORKERS,
                    "workers: " + workers + " is not in 1.." + QueueLaw.MOST_WORKERS);
        }

        @Override
        public double step(double inside, double arrivals, double capacity, double seconds) {
            double most = inside + arrivals * seconds;
            double drain = capacity * seconds;
            return workers == 1 ? oneWorker(most, drain) : manyWorkers(most, drain);
        }

        @Override
        public double stationary(double utilisation) {
            return QueueLaw.of(workers).inSystem(utilisation);
        }

        @Override
        public double load(double inside, double completions, double capacity) {
            return inside;
        }

        @Override
        public double responseTime(double inside, double completions, double capacity) {
            return inside > 0 ? inside / completions : workers / capacity;
        }

        /** The positive root of x + drain · x / (1 + x) = most, in the form that does not cancel. */
        private static double oneWorker(double most, double drain) {
            double half = (1 + drain - most) / 2;
            double root = Math.sqrt(half * half + most);
            return half > 0 ? most / (half + root) : root - half;
        }

        /** The root of x + drain · G(x) = most, which rises in x: false position, in the Illinois form: an end that stays counts half. */
        private double manyWorkers(double most, double drain) {
            QueueLaw law = QueueLaw.of(workers);
            double low = Math.max(0, most - drain);
            double high = most;
            double below = low + drain * law.utilisation(low) - most;
            double above = drain * law.utilisation(high);
            int side = 0;
            for (int steps = 0; steps < STEPS && high - low > PRECISION * high; steps++) {
                double root = (low * above - high * below) / (above - below);
                double value = root + drain * law.utilisation(root) - most;
                if (Math.abs(value) <= PRECISION * most) {
                    return root;
                }
                if (value < 0) {
                    low = root;
                    below = value;
                    above = side < 0 ? above / 2 : above;
                    side = -1;
                } else {
                    high = root;
                    above = value;
                    below = side > 0 ? below / 2 : below;
                    side = 1;
                }
            }
            return (low + high) / 2;
        }
    }
}
