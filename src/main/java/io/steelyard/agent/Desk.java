package io.steelyard.agent;

import io.steelyard.guard.OperatorDecision;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.History;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Move;
import io.steelyard.model.Note;
import io.steelyard.model.Outcome;
import io.steelyard.model.Printable;
import io.steelyard.model.Rearmed;
import io.steelyard.model.TimeSource;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.OrderRefusedException.Cause;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * Where operators' orders are taken. An order is looked at and obeyed on the control thread, between decisions. Weights
 * set by hand go through the same gate as those of a policy: compared, written, read back, and known as ours.
 */
final class Desk implements Operations {

    /** How long an order waits for a write to the same endpoint that is under way. */
    private static final Duration PAUSE = Duration.ofMillis(50);

    private static final int PAUSES = 60;

    private final Previews previews = new Previews();
    private final ControlLoop loop;
    private final Capabilities capabilities;
    private final TimeSource time;
    private final Scheduler control;
    private final Scheduler timer;
    private final Runnable poll;

    /** @param poll lets the balancer be read soon */
    Desk(
            ControlLoop loop,
            Capabilities capabilities,
            Runnable poll,
            TimeSource time,
            Scheduler control,
            Scheduler timer) {
        this.poll = poll;
        this.loop = loop;
        this.capabilities = capabilities;
        this.time = time;
        this.control = control;
        this.timer = timer;
    }

    private static final String BEGINS = "policies write from now on, but not to suspended endpoints";

    /** While a write to the endpoint is under way. */
    private static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** An order that was understood: what it changes, and the write that it takes. */
    private record Understood(Plan plan, Optional<Decision.Reweigh> write) {}

    @Override
    public Mono<Plan> preview(Signed signed) {
        return Mono.fromCallable(() -> previews.kept(understand(signed).plan())).subscribeOn(control);
    }

    @Override
    public Mono<Plan> obey(Signed signed) {
        return Mono.defer(() -> carryOut(signed))
                .subscribeOn(control)
                .retryWhen(Retry.fixedDelay(PAUSES, PAUSE)
                        .scheduler(timer)
                        .filter(BusyException.class::isInstance)
                        .onRetryExhaustedThrow((spec, last) -> new OrderRefusedException(
                                Cause.CONFLICT, "a write to this endpoint is under way; try again")))
                .checkpoint("desk");
    }

    private Mono<Plan> carryOut(Signed signed) {
        Understood understood = understand(signed);
        Plan plan = understood.plan();
        if (understood.write().isEmpty()) {
            settle(signed, plan);
            return Mono.just(plan);
        }
        Decision.Reweigh write = understood.write().get();
        if (loop.history(write.pattern()).flatMap(History::pending).isPresent()) {
            throw new BusyException();
        }
        // Held from now on, so that no policy comes between; if nothing was written, as it was before.
        settle(signed, plan);
        return loop.write(write)
                .doOnNext(outcome -> hold(plan, write.pattern(), outcome))
                .map(outcome -> plan.ended(outcome, loop.control(), isEdited(write.pattern())));
    }

    private void settle(Signed signed, Plan plan) {
        if (!plan.changesNothing()) {
            loop.control(plan.after());
        }
        if (signed.order() instanceof Order.Run) {
            poll.run();
        }
        if (signed.order() instanceof Order.Rearm rearm && !plan.changesNothing()) {
            loop.publish(new Rearmed(
                    plan.after().at(),
                    rearm.pattern(),
                    note(signed, plan.after().at())));
        }
    }

    /** Unless somebody has ended or changed the hold meanwhile. */
    private void hold(Plan plan, String pattern, Outcome outcome) {
        Control now = loop.control();
        Optional<Hold> held = plan.after().holdOf(pattern);
        if (now.holdOf(pattern).equals(held)) {
            Optional<Hold> left = outcome instanceof Outcome.Refused
                    ? plan.before().holdOf(pattern)
                    : outcome instanceof Outcome.Failed failed ? held.map(hold -> tried(hold, failed)) : held;
            if (!left.equals(held)) {
                loop.control(now.holding(time.now(), pattern, left));
            }
        }
    }

    /** Nobody tries again, and a policy must not undo what may be half done. Whoever reads the order has to know. */
    private static Hold tried(Hold hold, Outcome.Failed failed) {
        return hold.notInForce("NOT IN FORCE" + (failed.found().isEmpty() ? ", as far as is known," : "") + " since "
                + failed.endedAt().wall().truncatedTo(ChronoUnit.SECONDS) + ": the write failed ("
                + failed.text().orElse("failed") + "); set them again, or re-arm");
    }

    private Understood understand(Signed signed) {
        Understood understood = meaning(signed);
        Plan plan = understood.plan();
        if (!signed.isFor(plan)) {
            String now = plan.weights()
                    .flatMap(Plan.Change::takesBack)
                    .flatMap(move -> plan.text())
                    .map(text -> " (by now it " + text + ")")
                    .orElse("");
            String news = signed.basis()
                    .flatMap(previews::of)
                    .map(then -> news(then, plan))
                    .filter(told -> !told.isEmpty())
                    .orElse("something was changed meanwhile");
            throw new OrderRefusedException(
                    Cause.MOVED, "not as it was previewed any more: " + news + "; look again" + now);
        }
        return understood;
    }

    private String news(Plan then, Plan now) {
        List<String> news = new ArrayList<>(now.since(then));
        List<Move> written = now
                .weights()
                .flatMap(change -> loop.history(change.pattern()))
                .map(History::moves)
                .orElse(List.of())
                .stream()
                .filter(move -> !move.at().isBefore(then.after().at()))
                .toList();
        if (!written.isEmpty()) {
            news.add("written since: " + (written.size() > 1 ? written.size() + " times, the newest " : "")
                    + OperatorDecision.name(written.get(written.size() - 1)));
        }
        return String.join("; ", news);
    }

    private Understood meaning(Signed signed) {
        if (loop.isStopping()) {
            throw new OrderRefusedException(Cause.UNAVAILABLE, "the agent is being stopped");
        }
        Moment now = time.now();
        Control before = loop.control().at(now);
        Note note = note(signed, now);
        Order order = signed.order();
        if (order instanceof Order.Pause pause) {
            return just(
                    before,
                    pause.policy()
                            .map(policy -> before.pause(known(policy), note))
                            .orElseGet(() -> before.pause(note)));
        }
        if (order instanceof Order.Resume resume) {
            return just(
                    before,
                    resume.policy()
                            .map(policy ->
                                    before.resume(now, before.policies().containsKey(policy) ? policy : known(policy)))
                            .orElseGet(() -> before.resume(now)));
        }
        if (order instanceof Order.SetMode mode) {
            return mode(before, before.mode(mode.mode(), note));
        }
        if (order instanceof Order.SetLogLevel log) {
            return just(before, before.log(log.level(), note));
        }
        if (order instanceof Order.Run) {
            return just(before, before);
        }
        return onEndpoint((Order.OnEndpoint) order, note, before);
    }

    private Understood onEndpoint(Order.OnEndpoint order, Note note, Control before) {
        Optional<History> seen = loop.history(order.pattern());
        if (order instanceof Order.Rearm) {
            // also one that is gone, or was not seen since a restart
            boolean known = seen.isPresent() || before.holdOf(order.pattern()).isPresent() || isEdited(order.pattern());
            if (!known) {
                throw unknown(order.pattern());
            }
            return rearm(order.pattern(), note, before);
        }
        History history = seen.orElseThrow(() -> unknown(order.pattern()));
        if (before.mode() != Mode.ACT) {
            throw new OrderRefusedException(
                    Cause.CONFLICT,
                    "mode is " + before.mode().label() + ", in which nothing is written; order mode act first");
        }
        return order instanceof Order.Shape shape
                ? byHand(
                        before,
                        note,
                        shape.weights(),
                        Optional.empty(),
                        () -> OperatorDecision.decide(history, shape.weights(), note, capabilities))
                : revert(history, note, before);
    }

    private Understood rearm(String pattern, Note note, Control before) {
        Plan.Suspended suspended = new Plan.Suspended(loop.edit(pattern), false);
        Control after = before.release(note.since(), pattern);
        return new Understood(
                new Plan(before, after, Optional.empty(), suspended, Optional.empty(), ended(suspended)),
                Optional.empty());
    }

    private static OrderRefusedException unknown(String pattern) {
        return new OrderRefusedException(Cause.UNKNOWN, "endpoint " + pattern + " does not exist, or was not seen yet");
    }

    private boolean isEdited(String pattern) {
        return loop.edit(pattern).isPresent();
    }

    private static Understood mode(Control before, Control after) {
        Plan plan = Plan.of(before, after);
        boolean begins = before.mode() != Mode.ACT && after.mode() == Mode.ACT;
        return new Understood(begins ? plan.saying(BEGINS) : plan, Optional.empty());
    }

    private static Understood just(Control before, Control after) {
        return new Understood(Plan.of(before, after), Optional.empty());
    }

    /** Each revert goes one write further back, past those whose weights are in force already. */
    private Understood revert(History history, Note note, Control before) {
        Move move = history.standing().stream()
                .filter(each -> !OperatorDecision.undone(history, each))
                .findFirst()
                .orElseThrow(() -> nothingToTakeBack(history));
        return byHand(
                before,
                note,
                Map.of(),
                Optional.of(move),
                () -> OperatorDecision.takeBack(history, move, note, capabilities));
    }

    private static OrderRefusedException nothingToTakeBack(History history) {
        List<Move> moves = history.moves();
        return new OrderRefusedException(
                Cause.CONFLICT,
                moves.isEmpty()
                        ? "nothing was written to " + history.pattern()
                                + " that is known to be in force: not since the start, nor before in this process of the"
                                + " balancer; the audit file has earlier writes, with the weights of before: set those by"
                                + " hand instead"
                        : "nothing is left to take back on " + history.pattern()
                                + ": all writes that are remembered (those of the last 10 minutes, and the newest) are"
                                + " taken back already, or undone by a restart of the balancer or by somebody else; set"
                                + " weights by hand instead. The newest is "
                                + OperatorDecision.name(moves.get(moves.size() - 1)));
    }

    private static Map<String, Integer> changed(Plan.Change change) {
        Map<String, Integer> changed = new TreeMap<>(change.after());
        changed.entrySet().removeAll(change.before().entrySet());
        return changed;
    }

    /** @param named the weights that were asked for; of a revert those that it changes count */
    private Understood byHand(
            Control before,
            Note note,
            Map<String, Integer> named,
            Optional<Move> takesBack,
            Supplier<Decision.Reweigh> decision) {
        try {
            Decision.Reweigh write = decision.get();
            Plan.Change change = new Plan.Change(
                    write.pattern(), write.base(), write.weights().byRoute(), takesBack);
            Plan.Suspended suspended = new Plan.Suspended(loop.edit(write.pattern()), false);
            Plan plan = new Plan(
                    before,
                    before.hold(write.pattern(), new Hold(note, takesBack.isPresent() ? changed(change) : named)),
                    Optional.of(change),
                    suspended,
                    Optional.empty(),
                    takesBack
                            .map(move -> "takes back " + OperatorDecision.name(move) + ": "
                                    + Printable.changes(change.before(), change.after())
                                    + ended(suspended).map(ends -> "; " + ends).orElse(""))
                            .or(() -> ended(suspended)));
            return new Understood(plan, Optional.of(write));
        } catch (IllegalArgumentException nonsense) {
            throw refused(Cause.UNACCEPTABLE, takesBack, nonsense);
        } catch (IllegalStateException unknown) {
            throw refused(Cause.CONFLICT, takesBack, unknown);
        }
    }

    private static Optional<String> ended(Plan.Suspended suspended) {
        return suspended.edit().map(edit -> "ends the suspension after somebody else's edit (" + edit.text() + ")");
    }

    private static OrderRefusedException refused(Cause cause, Optional<Move> takesBack, RuntimeException why) {
        String what = takesBack
                .map(move -> OperatorDecision.name(move) + " cannot be taken back: ")
                .orElse("");
        return new OrderRefusedException(cause, what + why.getMessage());
    }

    private String known(String policy) {
        if (!loop.policies().contains(policy)) {
            throw new OrderRefusedException(
                    Cause.UNKNOWN,
                    "policy " + policy + " does not exist; there are " + String.join(", ", loop.policies()));
        }
        return policy;
    }

    private static Note note(Signed signed, Moment now) {
        return new Note(signed.who(), signed.reason(), now, signed.term().map(now::plus));
    }
}
