package io.steelyard.agent;

import io.steelyard.config.Change;
import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import io.steelyard.config.Problem;
import io.steelyard.web.Reload;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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

        /** What counted before still does. */
        record Refused(List<String> reasons) implements Result {}
    }

    private final Supplier<Loaded> load;
    private final Function<Config, Runnable> prepare;
    private final Consumer<Boolean> count;
    private final Scheduler worker;
    private final Scheduler control;
    private Config current;

    /**
     * @param load reads the file; may block
     * @param prepare makes of a configuration what puts it in force; the former runs on {@code worker}, the latter on
     *     {@code control}
     * @param count told of each reload whether it was successful
     * @param worker a single thread that may block
     * @param control the thread that decides
     */
    Reloader(
            Config current,
            Supplier<Loaded> load,
            Function<Config, Runnable> prepare,
            Consumer<Boolean> count,
            Scheduler worker,
            Scheduler control) {
        this.current = current;
        this.load = load;
        this.prepare = prepare;
        this.count = count;
        this.worker = worker;
        this.control = control;
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
                        stopped -> Mono.just(new Result.Refused(List.of("the agent is being stopped"))))
                .checkpoint("reload");
    }

    private record Read(Result result, Runnable swap) {}

    private Read read(String why) {
        try {
            return read(load.get(), why);
        } catch (RuntimeException fault) {
            LOG.error("the configuration could not be read again ({}); what counted before still does", why, fault);
            return refused(List.of(String.valueOf(fault)));
        }
    }

    private Read read(Loaded loaded, String why) {
        if (loaded instanceof Loaded.Invalid invalid) {
            List<String> reasons =
                    invalid.problems().stream().map(Problem::toString).toList();
            LOG.error(
                    "configuration refused ({}); what counted before still does: {}", why, String.join("; ", reasons));
            return refused(reasons);
        }
        Config next = ((Loaded.Valid) loaded).config();
        List<Change> changes = Change.between(current, next);
        List<String> fixed = changes.stream()
                .filter(change -> !change.live())
                .map(change -> change + ", which takes a restart")
                .toList();
        if (!fixed.isEmpty()) {
            LOG.error("configuration refused ({}); nothing of it counts yet: {}", why, String.join("; ", fixed));
            return refused(fixed);
        }
        Runnable swap = prepare.apply(next);
        current = next;
        count.accept(true);
        if (changes.isEmpty()) {
            LOG.info("configuration read again ({}): nothing changed", why);
            return new Read(new Result.Unchanged(), () -> {});
        }
        LOG.warn("configuration changed ({}): {}", why, changes);
        return new Read(new Result.Swapped(changes), swap);
    }

    private Read refused(List<String> reasons) {
        count.accept(false);
        return new Read(new Result.Refused(reasons), () -> {});
    }
}
