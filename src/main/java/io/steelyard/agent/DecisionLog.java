package io.steelyard.agent;

import io.steelyard.model.Choice;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Event;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Rearmed;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.model.Shares;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Suspension;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Tells people what happened: INFO for a decision that changes something, WARN when the balancer cannot be read, when
 * an operator's edit is met or a write fails, and while orders stand, DEBUG for each poll and hold. What stays the same is
 * said once.
 */
final class DecisionLog implements Consumer<Event> {

    private static final Logger LOG = LoggerFactory.getLogger("io.steelyard.decisions");

    /** More endpoints than this are not remembered; then some lines appear again. */
    private static final int REMEMBERED = 100_000;

    /** A proposal that moves less of the traffic than this, beside the one told last, is no news. */
    private static final double PROPOSAL_CHANGE = 0.05;

    private final Map<String, Object> last = new HashMap<>();
    private final Map<String, Shares> proposed = new HashMap<>();
    private final Map<String, Edit> edits = new HashMap<>();
    private int missed;
    private @Nullable Snapshot before;
    private boolean empty;

    @Override
    public void accept(Event event) {
        if (event instanceof Observation.Seen seen) {
            seen(seen);
        } else if (event instanceof Observation.Missed miss) {
            missed(miss);
        } else if (event instanceof Decision.Hold hold) {
            hold(hold);
        } else if (event instanceof Outcome outcome) {
            outcome(outcome);
        } else if (event instanceof Control control) {
            controlled(control);
        } else if (event instanceof Rearmed rearmed) {
            LOG.warn("{} re-armed {}", rearmed.pattern(), rearmed.note().text());
            last.remove(rearmed.pattern());
        } else if (event instanceof Suspension suspension) {
            suspended(suspension);
        }
    }

    private void suspended(Suspension suspension) {
        suspension
                .edit()
                .ifPresentOrElse(
                        edit -> edits.put(suspension.pattern(), edit), () -> edits.remove(suspension.pattern()));
        last.remove(suspension.pattern()); // another edit is news
    }

    private void controlled(Control control) {
        List<String> orders = new ArrayList<>();
        control.paused().ifPresent(note -> orders.add("all policies are paused " + note.text()));
        control.policies().forEach((policy, note) -> orders.add("policy " + policy + " is paused " + note.text()));
        control.held()
                .forEach((pattern, hold) -> orders.add(pattern + " keeps the weights that were set by hand "
                        + hold.note().text()));
        String counts = "the mode is " + control.mode().label() + ordered(control.modes()) + ", the log level "
                + control.logLevel().label() + ordered(control.logging());
        boolean asConfigured = control.modes().ordered().isEmpty()
                && control.logging().ordered().isEmpty();
        if (orders.isEmpty() && asConfigured) {
            LOG.info("no order of an operator is in force: {}, as the configuration says", counts);
        } else {
            orders.add(counts);
            LOG.warn("operators have ordered: {}", String.join("; ", orders));
        }
    }

    private static String ordered(Choice<?> choice) {
        return choice.ordered().map(order -> " " + order.note().text()).orElse("");
    }

    private void seen(Observation.Seen seen) {
        Snapshot now = seen.snapshot();
        if (before != null
                && !before.incarnation().isEmpty()
                && !before.incarnation().equals(now.incarnation())) {
            restarted(before, now);
        }
        before = now;
        boolean nothing = seen.snapshot().endpoints().isEmpty();
        if (nothing && !empty) {
            LOG.warn(
                    "{} answers, but without any endpoint; nothing is decided",
                    seen.snapshot().source());
        } else if (empty && !nothing) {
            LOG.info("{} has endpoints again", seen.snapshot().source());
        }
        empty = nothing;
        if (missed > 0) {
            LOG.info("{} answers again after {} missed polls", seen.snapshot().source(), missed);
            missed = 0;
        }
        LOG.debug(
                "poll {}: {} endpoints, {} backends in {}ms",
                seen.generation(),
                seen.snapshot().endpoints().size(),
                seen.snapshot().backends().size(),
                seen.took().toMillis());
    }

    /** A restart is trouble where it has set weights back; a balancer may keep them. */
    private static void restarted(Snapshot before, Snapshot now) {
        Map<String, List<OptionalInt>> weights = new HashMap<>();
        before.endpoints().forEach(endpoint -> weights.put(endpoint.pattern(), weights(endpoint)));
        List<String> others = now.endpoints().stream()
                .filter(endpoint -> weights.containsKey(endpoint.pattern())
                        && !weights(endpoint).equals(weights.get(endpoint.pattern())))
                .map(Endpoint::pattern)
                .toList();
        if (others.isEmpty()) {
            LOG.info("{} restarted or was reloaded, and has the weights of before", now.source());
            return;
        }
        LOG.warn(
                "{} restarted or was reloaded, and {} of {} endpoints have other weights than before, such as {}: they"
                        + " are taken as they are now, and changed by steps from there; what was suspended stays so",
                now.source(),
                others.size(),
                now.endpoints().size(),
                others.get(0));
    }

    private static List<OptionalInt> weights(Endpoint endpoint) {
        return endpoint.routes().stream().map(Route::weight).toList();
    }

    private void missed(Observation.Missed miss) {
        missed++;
        if (Integer.bitCount(missed) == 1) {
            LOG.warn("missed poll {} in a row ({}): {}", missed, miss.cause().label(), miss.message());
        } else {
            LOG.debug("missed poll {} in a row ({}): {}", missed, miss.cause().label(), miss.message());
        }
    }

    private void hold(Decision.Hold hold) {
        Reason.Code code = hold.reason().code();
        boolean suspended = code == Reason.Code.OPERATOR_EDIT || code == Reason.Code.POLICY_FAILED;
        boolean news = !waits(code) && changed(hold.pattern(), code);
        Level level = suspended && news ? Level.WARN : Level.DEBUG;
        if (LOG.isEnabledForLevel(level)) {
            LoggingEventBuilder line = DecisionFields.add(LOG.atLevel(level), hold, "held");
            (code == Reason.Code.OPERATOR_EDIT ? DecisionFields.add(line, edits.get(hold.pattern())) : line)
                    .log("{} {} hold {}", hold.id(), hold.pattern(), hold.reason());
        }
    }

    /** Such a hold is between two tries and says nothing about how the first went. */
    private static boolean waits(Reason.Code code) {
        return code == Reason.Code.PENDING || code == Reason.Code.COOLDOWN || code == Reason.Code.SETTLE;
    }

    private void outcome(Outcome outcome) {
        Decision.Reweigh decision = outcome.decision();
        String change = decision.base() + " -> " + decision.weights().byRoute() + ", " + decision.reason();
        if (outcome instanceof Outcome.Applied) {
            changed(decision.pattern(), decision.weights());
            DecisionFields.add(LOG.atInfo(), outcome, "applied")
                    .log("{} {} set {}", decision.id(), decision.pattern(), change);
        } else if (outcome instanceof Outcome.Rehearsed) {
            DecisionFields.add(LOG.atLevel(otherProposal(decision) ? Level.INFO : Level.DEBUG), outcome, "rehearsed")
                    .log("{} {} would set {}", decision.id(), decision.pattern(), change);
        } else if (outcome instanceof Outcome.Refused refused) {
            LoggingEventBuilder line = trouble(refused, "refused", refused.refusal());
            tell(line, decision, "not written", refused.refusal().label(), refused.message(), change);
        } else if (outcome instanceof Outcome.Failed failed) {
            LoggingEventBuilder line = trouble(failed, "failed", failed.failure());
            tell(line, decision, "write failed", failed.failure().label(), failed.message(), change);
        } else if (outcome instanceof Outcome.Followed followed) {
            boolean none = followed instanceof Outcome.Ineffective;
            DecisionFields.add(
                            LOG.atLevel(none ? Level.WARN : Level.DEBUG), outcome, none ? "ineffective" : "effective")
                    .log(
                            "{} {} {} of the change shows in the traffic",
                            decision.id(),
                            decision.pattern(),
                            String.format(Locale.ROOT, "%.0f%%", 100 * followed.part()));
        }
    }

    /** True if this is another split of the traffic than the one that was told last, beyond the noise of a poll. */
    private boolean otherProposal(Decision.Reweigh decision) {
        Shares wanted = decision.weights().shares();
        Shares told = proposed.get(decision.pattern());
        boolean other = told == null || wanted.distance(told) > PROPOSAL_CHANGE;
        if (other) {
            if (proposed.size() > REMEMBERED) {
                proposed.clear();
            }
            proposed.put(decision.pattern(), wanted);
        }
        return other;
    }

    private LoggingEventBuilder trouble(Outcome outcome, String word, Enum<?> kind) {
        boolean news = changed(outcome.decision().pattern(), kind);
        return DecisionFields.add(LOG.atLevel(news ? Level.WARN : Level.DEBUG), outcome, word);
    }

    private static void tell(
            LoggingEventBuilder line,
            Decision.Reweigh decision,
            String what,
            String label,
            String message,
            String change) {
        line.addKeyValue("error", label + ": " + message)
                .log("{} {} {} ({}): {}; wanted {}", decision.id(), decision.pattern(), what, label, message, change);
    }

    private boolean changed(String pattern, Object now) {
        if (last.size() > REMEMBERED) {
            last.clear();
        }
        return !now.equals(last.put(pattern, now));
    }
}
