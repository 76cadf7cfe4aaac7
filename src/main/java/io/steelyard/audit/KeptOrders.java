package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Event;
import io.steelyard.model.Moment;
import io.steelyard.model.Observation;
import io.steelyard.model.Rebased;
import io.steelyard.model.Remains;
import io.steelyard.model.Suspension;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The orders that are in force, the edits that nothing has answered, and the weights that must be found at the next start, in
 * a file that is replaced whole at each change, of weights alone a little later, so that a crash neither ends a pause nor lets
 * a policy write over what an operator has set. A file that cannot be read is
 * taken for a pause: who knows what it said; it is moved aside before it would be replaced. A file that cannot be written
 * is told, tried again, and stops no order; the audit log is what an order depends on.
 */
public final class KeptOrders implements Consumer<Event> {

    private static final Logger LOG = LoggerFactory.getLogger(KeptOrders.class);

    /** How long after weights have changed they are kept, and again: many change one after the other. */
    static final Duration LAG = Duration.ofSeconds(2);

    /** The same if they have not changed for as long: a kill soon after the start must not find nothing kept. */
    static final Duration SOON = Duration.ofMillis(100);

    /** The same of proposals that take the place of others: there may be new ones with each poll as long as nobody follows. */
    static final Duration UNFOLLOWED = Duration.ofSeconds(10);

    /** How long after a failure the file is tried again. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    private final OrdersFile file;
    private final Scheduler worker;
    private final Scheduler timer;
    private final Consumer<Optional<String>> told;
    private volatile Control control;
    private final Map<String, Edit> suspended = new ConcurrentHashMap<>(); // copied while it changes
    private final Optional<KeptWeights> weights;
    private final AtomicBoolean due = new AtomicBoolean();
    private final AtomicBoolean later = new AtomicBoolean();
    private final AtomicBoolean muchLater = new AtomicBoolean();
    private volatile long keptAt;
    private Optional<String> fault = Optional.empty();

    /**
     * @param fresh what counts if nobody has ordered anything
     * @param worker a single thread that may block
     * @param timer measures how long it does: no order waits longer than for its line in the audit log
     * @param told why orders are not kept, each time when that changes; empty: they are
     * @param ahead where writes stand before they are sent; without it no weights are kept
     */
    public KeptOrders(
            Path file,
            Control fresh,
            Scheduler worker,
            Scheduler timer,
            Consumer<Optional<String>> told,
            Optional<WriteAhead> ahead) {
        this.file = new OrdersFile(file);
        this.worker = worker;
        this.timer = timer;
        this.told = told;
        this.control = fresh;
        this.weights = ahead.map(KeptWeights::new);
    }

    /**
     * What was in force when the agent ended, without what has ended since. Blocks.
     *
     * @param rearmAfter how long an endpoint is left alone after an edit, by its pattern; empty: until it is re-armed
     */
    public Standing restore(Function<String, Optional<Duration>> rearmAfter) {
        Moment now = control.at();
        LeftOrders left = LeftOrders.in(file, control, rearmAfter, weights);
        control = left.control();
        suspended.putAll(left.suspended());
        SortedMap<String, Remains> remains =
                weights.map(all -> all.restore(left.weights(), now)).orElseGet(TreeMap::new);
        if (left.readable()) { // after the weights were restored, or the file would be without them
            worker.schedule(() -> write(left.isAsItWas() ? file::probe : this::replace));
        }
        return new Standing(left.before(), control, left.suspended(), remains);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Control next) {
            control = next;
            keep();
        } else if (event instanceof Suspension suspension) {
            suspension
                    .edit()
                    .ifPresentOrElse(
                            edit -> suspended.put(suspension.pattern(), edit),
                            () -> suspended.remove(suspension.pattern()));
            keep();
        } else if (event instanceof Observation.Seen seen) {
            weights.ifPresent(kept -> kept.accept(seen));
        } else if (event instanceof Rebased rebased && weights.isPresent()) {
            boolean unfollowed = weights.get().accept(rebased);
            if (suspended.containsKey(rebased.pattern())) {
                keep(); // those of the edit that was told before
            } else if (unfollowed) {
                keepIn(UNFOLLOWED, muchLater);
            } else {
                keepIn(rested() ? SOON : LAG, later);
            }
        }
    }

    private boolean rested() {
        return timer.now(TimeUnit.MILLISECONDS) - keptAt >= LAG.toMillis();
    }

    /** @param waits true while that was said before and is still to come */
    private void keepIn(Duration delay, AtomicBoolean waits) {
        if (waits.compareAndSet(false, true)) {
            try {
                timer.schedule(() -> keepAfterAll(waits), delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                return; // the audit log has what was written since
            }
        }
    }

    private void keepAfterAll(AtomicBoolean waits) {
        keptAt = timer.now(TimeUnit.MILLISECONDS);
        waits.set(false);
        keep();
    }

    /** Soon, on the worker, whatever has changed by then. */
    public void keep() {
        if (due.compareAndSet(false, true)) {
            try {
                worker.schedule(() -> {
                    due.set(false);
                    write(this::replace);
                });
            } catch (RejectedExecutionException stopped) {
                LOG.warn("the agent is being stopped; {} was not written any more", file);
            }
        }
    }

    /** The same orders, answered when they have been written, or are not soon. */
    public Operations waitedFor(Operations operations) {
        return new Operations() {
            @Override
            public Mono<Plan> preview(Signed signed) {
                return operations.preview(signed);
            }

            @Override
            public Mono<Plan> obey(Signed signed) {
                return operations
                        .obey(signed)
                        .flatMap(plan -> Mono.fromCallable(() -> plan) // after the write: one thread
                                .subscribeOn(worker)
                                .onErrorReturn(RejectedExecutionException.class, plan)
                                .timeout(AuditLog.PATIENCE, Mono.fromSupplier(() -> hanging(plan)), timer));
            }
        };
    }

    private Plan hanging(Plan plan) {
        report(Optional.of("audit.orders_file: " + file + " cannot be written: it does not answer within "
                + AuditLog.PATIENCE.toSeconds() + "s"));
        return plan;
    }

    /** Some way to find out whether the file can be written. */
    private interface Attempt {
        void run() throws IOException;
    }

    private void write(Attempt attempt) {
        Optional<String> now = Optional.empty();
        try {
            attempt.run();
        } catch (IOException failed) {
            now = Optional.of("audit.orders_file: " + file + " cannot be written: "
                    + failed.getClass().getSimpleName() + " " + failed.getMessage());
            keepIn(AGAIN, later);
        }
        report(now);
    }

    private synchronized void report(Optional<String> now) {
        if (!now.equals(fault)) {
            now.ifPresentOrElse(
                    why -> LOG.error(
                            "{}; a restart would end what was ordered, and forget which weights an operator has set",
                            why),
                    () -> LOG.info("{} is written again", file));
            fault = now;
            told.accept(now);
        }
    }

    /**
     * By what stands now: of many changes in a row, not each is worth a file. The weights are taken before the edits, as they
     * come after them: they are never without the edit that they are of.
     */
    private void replace() throws IOException {
        Control now = control;
        WeightsLine found = weights.map(KeptWeights::line).orElse(null);
        file.replace(OrdersLine.of(now, suspended, found));
    }
}
