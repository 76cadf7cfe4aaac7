package io.steelyard.policy;

import io.steelyard.model.Figure;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import java.util.List;
import java.util.Map;

/** What a policy would do if nothing held it back. */
public sealed interface Proposal {

    Reason reason();

    List<Figure> figures();

    /** Leave the split as it is. */
    record Hold(Reason reason, List<Figure> figures) implements Proposal {

        public Hold {
            figures = List.copyOf(figures);
        }

        public Hold(Reason.Code code, String text) {
            this(new Reason(code, text), List.of());
        }
    }

    /**
     * Split the traffic like this.
     *
     * @param shares of every route of the endpoint
     * @param standardErrors relative standard error of a route's share, for the noise-aware dead band; a route that
     *     is absent has none
     */
    record Target(Shares shares, Map<String, Double> standardErrors, Reason reason, List<Figure> figures)
            implements Proposal {

        public Target {
            standardErrors = Map.copyOf(standardErrors);
            figures = List.copyOf(figures);
        }
    }
}
