package io.steelyard.policy;

import io.steelyard.model.Belief;
import io.steelyard.model.Figure;
import io.steelyard.model.History;
import io.steelyard.model.Reason;
import io.steelyard.model.Shares;
import io.steelyard.policy.Proposal.Manner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An allocator and the limiters that restrain it, in their order, as one policy.
 *
 * <p>First each limiter is asked about the shares in force. If one says that these cannot wait to be changed, that is
 * the whole proposal: a move for safety, which does no more than safety asks. Otherwise the allocator is asked, and each
 * limiter bounds what the one before it left. An allocator that holds wants the shares in force.
 */
public final class Limited implements Policy {

    private final Policy allocator;
    private final List<Named> limiters;

    /**
     * A limiter and its type, for the reasons.
     *
     * @param type as in the configuration
     */
    public record Named(String type, Limiter limiter) {}

    private Limited(Policy allocator, List<Named> limiters) {
        this.allocator = allocator;
        this.limiters = List.copyOf(limiters);
    }

    /**
     * The allocator itself if there are no limiters.
     *
     * @param allocator says how the traffic should be split
     * @param limiters are asked in this order, each with what those before it have left of the wish
     * @return a policy that proposes what all of them let pass
     */
    public static Policy of(Policy allocator, List<Named> limiters) {
        return limiters.isEmpty() ? allocator : new Limited(allocator, limiters);
    }

    @Override
    public Proposal propose(History history) {
        Optional<Shares> inForce = history.shares();
        if (inForce.isEmpty()) {
            return allocator.propose(history);
        }
        Chain urgent = new Chain(inForce.get(), true).through(history);
        if (urgent.spoke()) {
            return urgent.proposal(Manner.SAFETY);
        }
        Proposal wish = allocator.propose(history);
        if (wish instanceof Proposal.Target target) {
            return new Chain(target.shares(), false).through(history).over(target);
        }
        Chain alone = new Chain(inForce.get(), false).through(history);
        return alone.spoke() ? alone.proposal(Manner.ESTIMATE) : wish;
    }

    /** One wish on its way through the limiters. */
    private final class Chain {
        private final boolean urgentOnly;
        private Shares wanted;
        private Optional<Reason> veto = Optional.empty();
        private final List<Reason> reasons = new ArrayList<>();
        private final List<Figure> figures = new ArrayList<>();
        private final Set<String> ejected = new TreeSet<>();

        Chain(Shares wanted, boolean urgentOnly) {
            this.wanted = wanted;
            this.urgentOnly = urgentOnly;
        }

        Chain through(History history) {
            for (Named each : limiters) {
                if (veto.isEmpty()) {
                    add(each, verdict(each, history));
                }
            }
            return this;
        }

        private Limiter.Verdict verdict(Named each, History history) {
            try {
                return each.limiter().limit(history, wanted);
            } catch (RuntimeException fault) {
                String text = "limiter " + each.type() + " failed: " + fault;
                return new Limiter.Veto(new Reason(Reason.Code.POLICY_FAILED, text), List.of());
            }
        }

        private void add(Named each, Limiter.Verdict verdict) {
            if (verdict instanceof Limiter.Veto stop) {
                veto = Optional.of(stop.reason());
                figures.addAll(stop.figures());
            } else if (verdict instanceof Limiter.Bounded bounded && (bounded.safety() || !urgentOnly)) {
                wanted = bounded.shares();
                Reason reason = bounded.reason();
                reasons.add(new Reason(reason.code(), each.type() + ": " + reason.text()));
                figures.addAll(bounded.figures());
                ejected.addAll(bounded.ejected());
            }
        }

        boolean spoke() {
            return veto.isPresent() || !reasons.isEmpty();
        }

        /** What the limiters want by themselves. */
        Proposal proposal(Manner manner) {
            if (veto.isPresent()) {
                return new Proposal.Hold(veto.get(), figures);
            }
            Reason reason = new Reason(reasons.get(0).code(), texts());
            return new Proposal.Target(wanted, Map.of(), Belief.NONE.ejecting(ejected), manner, reason, figures);
        }

        /** What they leave of the allocator's wish. */
        Proposal over(Proposal.Target target) {
            List<Figure> all = new ArrayList<>(target.figures());
            all.addAll(figures);
            if (veto.isPresent()) {
                return new Proposal.Hold(veto.get(), all);
            }
            if (reasons.isEmpty()) {
                return target;
            }
            Reason reason = new Reason(target.reason().code(), target.reason().text() + "; " + texts());
            return new Proposal.Target(
                    wanted, target.standardErrors(), target.belief().ejecting(ejected), target.manner(), reason, all);
        }

        private String texts() {
            return reasons.stream().map(Reason::text).collect(Collectors.joining("; "));
        }
    }
}
