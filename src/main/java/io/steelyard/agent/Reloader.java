package io.steelyard.agent;

import io.steelyard.config.Change;
import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import io.steelyard.config.Problem;
import io.steelyard.config.Refusal;
import io.steelyard.web.Configuration;
import io.steelyard.web.Reload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Takes the configuration anew while the agent runs: read and checked whole, then swapped at once, or not at all. What
 * cannot be changed without a restart is not ignored but refuses the file, so that what counts is always one file as
 * somebody wrote it.
 */
final class Reloader {

    private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);

    /** What came of a reload. */
    sealed interface Result {

        /** As those are told who asked for it over HTTP. */
        default Reload.Done done() {
            if (this instanceof Refused refused) {
                return new Reload.Done(false, refused.reasons());
            }
            return this instanceof Swapped swapped
                    ? new Reload.Done(
                            true,
                            swapped.changes().stream().map(Change::toString).toList())
                    : new Reload.Done(true, List.of());
        }

        /** The file says what counts already. */
        record Unchanged() implements Result {}

        /** It counts from now on. */
        record Swapped(List<Change> changes) implements Result {}

        /** What counted before still does; a remedy that is the same for all reasons. */
        record Refused(List<String> reasons, String remedy) implements Result {}
    }

    private final String file;
    private final Supplier<Loaded> load;
    private final Function<Config, Runnable> prepare;
    private final BiConsumer<String, Optional<Refusal>> told;
    private final Scheduler worker;
    private final Scheduler control;
    private volatile Loaded.Valid current;
    private volatile Optional<Configuration.Last> last = Optional.empty();
    private volatile Set<String> waiting = Set.of();
    private Optional<Refusal> refused = Optional.empty(); // the worker's own
    private final Supplier<Instant> clock;

    /**
     * @param file as it is called
     * @param load reads it; may block
     * @param prepare makes of a configuration what puts it in force; the former runs on {@code worker}, the latter on
     *     {@code control}
     * @param told of each reload, whatever came of it
     * @param worker a single thread that may block
     * @param control the thread that decides
     * @param clock the time of day
     */
    Reloader(
            Loaded.Valid current,
            String file,
            Supplier<Loaded> load,
            Function<Config, Runnable> prepare,
            BiConsumer<String, Optional<Refusal>> told,
            Scheduler worker,
            Scheduler control,
            Supplier<Instant> clock) {
        this.current = current;
        this.file = file;
        this.load = load;
        this.prepare = prepare;
        this.told = told;
        this.worker = worker;
        this.control = control;
        this.clock = clock;
    }

    /**
     * Reads the file when subscribed to; several at the same time are done one after the other. Never fails.
     *
     * @param why it is read, for the log
     */
    Mono<Result> reload(String why) {
        // Both threads are single, so what was read later also counts later.
        return Mono.fromCallable(() -> read(why))
                .subscribeOn(worker)
                .flatMap(read ->
                        Mono.fromRunnable(read.swap()).subscribeOn(control).thenReturn(read.result()))
                .onErrorResume(
                        RejectedExecutionException.class,
                        stopped ->
                                Mono.just(new Result.Refused(List.of("the agent is being stopped"), "start it again")))
                .checkpoint("reload");
    }

    /** What a reload would do now; does nothing. Never fails. */
    Mono<Result> preview() {
        return Mono.fromCallable(() -> judge(load.get()))
                .onErrorResume(fault -> Mono.just(fault(fault)))
                .subscribeOn(worker)
                .onErrorResume(
                        RejectedExecutionException.class,
                        stopped ->
                                Mono.just(new Result.Refused(List.of("the agent is being stopped"), "start it again")))
                .checkpoint("preview of a reload");
    }

    /** What counts, and what came of the last reload. */
    Loaded.Valid current() {
        return current;
    }

    Optional<Configuration.Last> last() {
        return last;
    }

    /** The keys that are other in the file by now, and take a restart. */
    Set<String> waiting() {
        return waiting;
    }

    private record Read(Result result, Runnable swap) {}

    private Read read(String why) {
        Read read;
        try {
            read = read(load.get(), why);
        } catch (RuntimeException fault) {
            LOG.error("the configuration could not be read again ({}); what counted before still does", why, fault);
            read = new Read(fault(fault), () -> {});
        }
        Reload.Done done = read.result().done();
        Instant now = clock.get();
        last = Optional.of(new Configuration.Last(now, why, done.good(), done.lines()));
        refused = read.result() instanceof Result.Refused how
                ? Optional.of(Refusal.of(file, now, why, how.reasons(), how.remedy()))
                : Optional.empty();
        told.accept(file, refused);
        return read;
    }

    private static Result fault(Throwable ours) {
        return new Result.Refused(List.of(String.valueOf(ours)), "the agent's log has more; tell its developers");
    }

    private Result judge(Loaded loaded) {
        if (loaded instanceof Loaded.Invalid invalid) {
            return new Result.Refused(
                    invalid.problems().stream().map(Problem::toString).toList(), Refusal.MEND);
        }
        List<Change> changes = Change.between(current.config(), ((Loaded.Valid) loaded).config());
        List<Change> fixed = fixed(changes);
        if (!fixed.isEmpty()) {
            return new Result.Refused(
                    fixed.stream()
                            .map(change -> change + ", which takes a restart")
                            .toList(),
                    "restart the agent to take it, or set it back");
        }
        return changes.isEmpty() ? new Result.Unchanged() : new Result.Swapped(changes);
    }

    private static List<Change> fixed(List<Change> changes) {
        return changes.stream().filter(change -> !change.live()).toList();
    }

    private Set<String> waiting(Loaded loaded) {
        return loaded instanceof Loaded.Valid valid
                ? fixed(Change.between(current.config(), valid.config())).stream()
                        .map(Change::key)
                        .collect(Collectors.toUnmodifiableSet())
                : Set.of();
    }

    private Read read(Loaded loaded, String why) {
        Result result = judge(loaded);
        waiting = waiting(loaded);
        if (result instanceof Result.Refused how) {
            if (refused.filter(before -> before.says(how.reasons())).isPresent()) {
                LOG.info("configuration read again ({}): refused for the same reasons as before", why);
            } else {
                LOG.error(
                        "configuration refused ({}); what counted before still does: {}",
                        why,
                        String.join("; ", how.reasons()));
            }
            return new Read(result, () -> {});
        }
        Loaded.Valid next = (Loaded.Valid) loaded;
        Runnable swap = prepare.apply(next.config());
        current = next;
        if (result instanceof Result.Swapped swapped) {
            LOG.info("configuration changed ({}): {}", why, swapped.changes());
            return new Read(result, swap);
        }
        LOG.info("configuration read again ({}): nothing changed", why);
        return new Read(result, () -> {});
    }
}
