package io.steelyard.agent;

import io.steelyard.config.Loaded;
import io.steelyard.web.Configuration;
import io.steelyard.web.Reload;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Who makes a {@link Reloader} read: the file that changes, a signal, a request. Without a source nobody does. */
final class Reloading {

    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final Loaded.Valid first;
    private final Optional<ConfigSource> source;
    private final Optional<FileWatch> watch;
    private final Optional<Reloader> reloader;
    private final Scheduler reader;

    /** @param reader a single thread that may block */
    Reloading(Loaded.Valid first, Optional<ConfigSource> source, Optional<Reloader> reloader, Scheduler reader) {
        this.first = first;
        this.source = source;
        this.watch = source.map(from -> new FileWatch(from.file()));
        this.reloader = reloader;
        this.reader = reader;
    }

    /** See {@link Agent#reload}. */
    Mono<Void> now(String why) {
        return Mono.justOrEmpty(reloader).flatMap(all -> reload(all, why)).then();
    }

    /** What is read on somebody's word is no change any more that the watch would have to tell. */
    private Mono<Reloader.Result> reload(Reloader again, String why) {
        return Mono.fromRunnable(() -> watch.ifPresent(FileWatch::taken))
                .subscribeOn(reader)
                .onErrorResume(RejectedExecutionException.class, stopped -> Mono.empty()) // which the reload tells
                .then(again.reload(why));
    }

    Optional<Reload> overHttp() {
        return reloader.map(again ->
                preview -> (preview ? again.preview() : reload(again, "POST /-/reload")).map(Reloader.Result::done));
    }

    /** Reads when the file has changed, until disposed of. */
    Disposable follow() {
        return watch.<Disposable>map(file -> file.changes(reader)
                        .concatMap(changed -> now(changed + " changed"))
                        .subscribe(
                                result -> {},
                                fault -> LOG.error(
                                        "the configuration is not watched any more; send SIGHUP after a change, or restart",
                                        fault)))
                .orElse(Disposables.disposed());
    }

    Configuration configuration() {
        return new Configuration(
                reloader.map(Reloader::current).orElse(first),
                source.map(from -> from.file().toString()),
                reloader.flatMap(Reloader::last));
    }

    /** The keys that are other in the file by now, and take a restart. */
    Set<String> waiting() {
        return reloader.map(Reloader::waiting).orElse(Set.of());
    }
}
