package io.steelyard.policy;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.InOrder;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import java.util.List;
import java.util.Map;

/** What a policy would do if nothing held it back. */
public sealed interface Proposal {

    /**
     * Why, in an operator's words with their numbers.
     *
     * @return a code of a closed set, and a line of text
     */
    Reason reason();

    /**
     * What was compared with what, for those who look closer.
     *
     * @return in the order in which it should be read; may be empty
     */
    List<Figure> figures();

    /** Leave the split as it is. */
    record Hold(Reason reason, List<Figure> figures) implements Proposal {

        public Hold {
            figures = List.copyOf(figures);
        }

        /**
         * Nothing was compared.
         *
         * @param code of a closed set, the label of a metric
         * @param text one line for people
         */
        public Hold(Reason.Code code, String text) {
            this(new Reason(code, text), List.of());
        }
    }

    /** How the Guard has to take a target. */
    enum Manner {
        /** The shares are an estimate: changes within the dead band are noise. */
        ESTIMATE,
        /** These shares and no others, such as configured ones, or small steps of a controller with its own dead zone. */
        EXACT,
        /**
         * It cannot wait, such as traffic to a route without backends: no dead band, step, velocity, cooldown or
         * settling holds it back. Everything else does.
         */
        SAFETY
    }

    /**
     * Split the traffic like this.
     *
     * @param shares of every route of the endpoint
     * @param standardErrors relative standard error of a route's share, for the noise-aware dead band; a route that
     *     is absent has none
     * @param belief in the capacities of the routes. From these the Guard predicts what the shares do to the
     *     utilisation, and checks later whether it came true
     */
    record Target(
            Shares shares,
            Map<String, Double> standardErrors,
            Belief belief,
            Manner manner,
            Reason reason,
            List<Figure> figures)
            implements Proposal {

        public Target {
            standardErrors = InOrder.copyOf(standardErrors);
            figures = List.copyOf(figures);
        }

        /**
         * With a belief in capacities only.
         *
         * @param shares of every route of the endpoint
         * @param standardErrors relative standard error of a route's share; a route that is absent has none
         * @param capacities of the routes, in any unit that is the same for all
         * @param manner how the Guard has to take it
         * @param reason why, with its numbers
         * @param figures what was compared
         */
        public Target(
                Shares shares,
                Map<String, Double> standardErrors,
                Map<String, Double> capacities,
                Manner manner,
                Reason reason,
                List<Figure> figures) {
            this(shares, standardErrors, Belief.ofCapacities(capacities), manner, reason, figures);
        }

        /**
         * The same, with more in its reason.
         *
         * @param more said after the reason
         * @return a target with the reason's code and both texts
         */
        public Target saying(String more) {
            return new Target(
                    shares,
                    standardErrors,
                    belief,
                    manner,
                    new Reason(reason.code(), reason.text() + "; " + more),
                    figures);
        }

        /**
         * An estimate that tells no capacities.
         *
         * @param shares of every route of the endpoint
         * @param standardErrors relative standard error of a route's share; a route that is absent has none
         * @param reason why, with its numbers
         * @param figures what was compared
         */
        public Target(Shares shares, Map<String, Double> standardErrors, Reason reason, List<Figure> figures) {
            this(shares, standardErrors, Belief.NONE, Manner.ESTIMATE, reason, figures);
        }
    }
}
