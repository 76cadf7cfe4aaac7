package io.steelyard.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Baseline;
import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Event;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Rebased;
import io.steelyard.model.Remains;
import io.steelyard.model.Suspension;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** So many suspended endpoints have a line each at the start. */
    private static final int TOLD = 10;

    /** How long after weights have changed they are kept, and again: many change one after the other. */
    static final Duration LAG = Duration.ofSeconds(2);

    /** The same if they have not changed for as long: a kill soon after the start must not find nothing kept. */
    static final Duration SOON = Duration.ofMillis(100);

    /** The same of proposals that take the place of others: there may be new ones with each poll as long as nobody follows. */
    static final Duration UNFOLLOWED = Duration.ofSeconds(10);

    /** How long after a failure the file is tried again. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
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
    private volatile boolean unreadable;
    private Optional<OrdersLine> written = Optional.empty();
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
        this.file = file;
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
        Control fresh = control;
        Moment now = fresh.at();
        Control before = fresh;
        Optional<Attempt> first = Optional.empty();
        SortedMap<String, Baseline> left = new TreeMap<>();
        try {
            OrdersLine kept = MAPPER.readValue(Files.readString(file), OrdersLine.class);
            SortedMap<String, Edit> edits = kept.edits(now);
            edits.entrySet().removeIf(each -> ended(each.getValue(), rearmAfter.apply(each.getKey()), now));
            left = weights.flatMap(all -> Optional.ofNullable(kept.weights()).map(line -> all.known(line, now)))
                    .orElse(left);
            before = kept.control(fresh);
            control = before.at(now);
            suspended.putAll(edits);
            tell(fresh);
            first = Optional.of(control.equals(before) ? this::probe : this::replace);
        } catch (NoSuchFileException none) {
            first = Optional.of(this::probe);
        } catch (IOException | RuntimeException mangled) {
            unreadable = true;
            first = Optional.empty();
            before = fresh;
            String why = file + " cannot be read (the next change moves it to " + aside()
                    + "), so what was ordered before the restart is unknown, and which weights an operator had set: look at"
                    + " the weights, set by hand those that no policy may change, then resume";
            LOG.error("audit.orders_file: {}; paused until somebody resumes", why, mangled);
            control = fresh.pause(new Note("steelyard", why, now, Optional.empty()));
        }
        SortedMap<String, Baseline> known = left;
        SortedMap<String, Remains> remains =
                weights.map(all -> all.restore(known, now)).orElseGet(TreeMap::new);
        first.ifPresent(attempt -> worker.schedule(() -> write(attempt))); // or the file would be without the weights
        return new Standing(before, control, new TreeMap<>(suspended), remains);
    }

    private static boolean ended(Edit edit, Optional<Duration> after, Moment now) {
        return after.isPresent() && now.since(edit.at()).compareTo(after.get()) >= 0;
    }

    private void tell(Control fresh) {
        OrdersLine orders = OrdersLine.of(control, Map.of(), null);
        if (!orders.equals(OrdersLine.of(fresh, Map.of(), null))) {
            LOG.warn("orders of before the restart are in force again, from {}: {}", file, AuditLog.text(orders));
        }
        new TreeMap<>(suspended)
                .entrySet().stream()
                        .limit(TOLD)
                        .forEach(each -> LOG.warn(
                                "{} stays suspended, from {}: before the restart somebody else set the weights ({}), {}",
                                each.getKey(),
                                file,
                                each.getValue().text(),
                                each.getValue().seen()));
        if (suspended.size() > TOLD) {
            LOG.warn("{} more endpoints stay suspended", suspended.size() - TOLD);
        }
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

    /** Tells at the start, and not only when something is to be kept. */
    private void probe() throws IOException {
        Path part = part();
        Files.deleteIfExists(part);
        Files.createFile(part, AuditLog.ownerOnly());
        Files.delete(part);
    }

    /**
     * By what stands now: of many changes in a row, not each is worth a file. The weights are taken before the edits, as they
     * come after them: they are never without the edit that they are of.
     */
    private void replace() throws IOException {
        Control now = control;
        WeightsLine found = weights.map(KeptWeights::line).orElse(null);
        OrdersLine line = OrdersLine.of(now, suspended, found);
        if (written.filter(line::equals).isEmpty()) {
            replace(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(line) + "\n");
            written = Optional.of(line);
        }
    }

    private Path part() {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    private Path aside() {
        return file.resolveSibling(file.getFileName() + ".unreadable");
    }

    private void replace(String text) throws IOException {
        Path part = part();
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(part);
        try (FileChannel out = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), AuditLog.ownerOnly())) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        if (unreadable && Files.exists(file)) {
            setAside(file, aside());
            unreadable = false;
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * It stays where it is until the new one takes its place, so that there is one at any moment. Only where it cannot have
     * two names it is moved.
     */
    static void setAside(Path file, Path aside) throws IOException {
        try {
            Files.deleteIfExists(aside);
            Files.createLink(aside, file);
        } catch (IOException | UnsupportedOperationException one) {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
