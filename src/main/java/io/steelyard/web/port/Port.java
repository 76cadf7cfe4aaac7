package io.steelyard.web.port;

import io.netty.handler.ssl.SslContext;
import io.steelyard.config.Problem;
import io.steelyard.config.Refusal;
import io.steelyard.config.SettingsFile;
import io.steelyard.model.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * What the web configuration file says, kept up to date: when it, or a certificate that it names, has changed, new
 * connections and requests go by what it says then. While it cannot be used, what it said before stays in force.
 *
 * <p>Asking never touches the files: it sets off a look at them, at most one a second and elsewhere. Who comes after a
 * quiet time would still be met by what was said before it, so {@link #watch} looks also when nobody asks. Safe for use
 * by several threads.
 */
public final class Port {

    private static final Logger LOG = LoggerFactory.getLogger(Port.class);
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Optional<Path> file;
    private final TimeSource time;
    private final Scheduler worker;
    private final AtomicLong lookedAt;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final BiConsumer<String, Optional<Refusal>> told;
    private volatile Rules rules;
    private Optional<Refusal> refused = Optional.empty();

    /** What is in force, and the times of the files that it was made of. */
    private record Rules(Optional<SslContext> tls, Users users, Map<String, String> headers, List<Stamp> files) {}

    private record Stamp(Path file, Optional<FileTime> changed) {

        static Stamp of(Path file) {
            try {
                return new Stamp(file, Optional.of(Files.getLastModifiedTime(file)));
            } catch (IOException gone) {
                return new Stamp(file, Optional.empty());
            }
        }
    }

    /**
     * Reads the file. Blocks.
     *
     * @param file empty: anybody may connect, without TLS
     * @param worker may block
     * @throws IllegalArgumentException if the file cannot be used, with what to do
     */
    public Port(Optional<Path> file, TimeSource time, Scheduler worker) {
        this(file, time, worker, (name, refused) -> {});
    }

    /**
     * Reads the file, and tells what comes of it later. Blocks.
     *
     * @param told of each later reading: the file's name, and why it was refused; empty if it was taken
     * @throws IllegalArgumentException if the file cannot be used, with what to do
     */
    public Port(Optional<Path> file, TimeSource time, Scheduler worker, BiConsumer<String, Optional<Refusal>> told) {
        this.file = file;
        this.told = told;
        this.time = time;
        this.worker = worker;
        this.lookedAt = new AtomicLong(time.now().elapsed().toNanos());
        this.rules = file.map(Port::read).orElse(new Rules(Optional.empty(), new Users(Map.of()), Map.of(), List.of()));
        file.ifPresent(this::warn);
    }

    private void warn(Path taken) {
        check(taken, time.now().wall()).forEach(problem -> LOG.warn("http.web_config_file: {}", problem));
    }

    /**
     * What is wrong with a file, in its order: why the constructor would not take it, and a certificate that is not good
     * at this time, which it does take. Blocks.
     */
    public static List<Problem> check(Path file, Instant now) {
        List<Problem> problems = new ArrayList<>();
        read(file, problems::add);
        SettingsFile.read(file, WebConfig.class, ignored -> {})
                .flatMap(read -> Identity.expiry(read.value().tlsServerConfig(), now)
                        .map(message -> read.problem("tls_server_config.cert_file", message)))
                .ifPresent(problems::add);
        return problems.stream().sorted().toList();
    }

    /** Whether it makes the listener speak TLS; also if it cannot be used, about which there is more to say. Blocks. */
    public static boolean encrypts(Path file) {
        return SettingsFile.read(file, WebConfig.class, ignored -> {})
                .map(read -> read.value().tlsServerConfig().certFile().isPresent())
                .orElse(true);
    }

    /**
     * Looks at the files once a second, until it is cancelled; completes at once if there are none.
     */
    public Mono<Void> watch(Scheduler timer) {
        return file.map(named -> Flux.interval(Duration.ofNanos(PAUSE), timer)
                        .onBackpressureDrop()
                        .doOnNext(tick -> begin(named))
                        .then())
                .orElse(Mono.empty());
    }

    /** How to speak TLS with the next connection; empty: not at all. */
    public Optional<SslContext> tls() {
        look();
        return rules.tls();
    }

    /** Whether the next request needs a user. */
    public Users users() {
        look();
        return rules.users();
    }

    /** Headers of every answer. */
    public Map<String, String> headers() {
        return rules.headers();
    }

    private void look() {
        long now = time.now().elapsed().toNanos();
        long before = lookedAt.get();
        if (file.isPresent() && now - before >= PAUSE && lookedAt.compareAndSet(before, now)) {
            begin(file.get());
        }
    }

    /** No second look while one hangs, so that it costs one thread, however many connect. */
    private void begin(Path named) {
        if (looking.compareAndSet(false, true)) {
            worker.schedule(() -> {
                try {
                    reread(named);
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private synchronized void reread(Path named) {
        Rules known = rules;
        List<Stamp> now =
                known.files().stream().map(stamp -> Stamp.of(stamp.file())).toList();
        if (now.equals(known.files())) {
            return;
        }
        String changed = changed(known.files(), now) + " changed";
        List<Problem> problems = new ArrayList<>();
        Optional<Rules> next = read(named, problems::add);
        if (next.isPresent()) {
            refused = Optional.empty();
            rules = next.get();
            LOG.info("{}: {} is in force for what connects from now on", changed, named);
            warn(named);
        } else {
            refuse(named, changed, problems);
            rules = new Rules(
                    known.tls(),
                    known.users(),
                    known.headers(),
                    Stream.concat(now.stream(), later(named, now)).toList());
        }
        told.accept(named.toString(), refused);
    }

    private void refuse(Path named, String changed, List<Problem> problems) {
        List<String> lines = problems.stream().map(Problem::toString).toList();
        if (refused.filter(before -> before.says(lines)).isPresent()) {
            LOG.info("{}: {} is refused for the same reasons as before", changed, named);
        } else {
            LOG.warn("http.web_config_file: {}; what it said before stays in force", String.join("; and ", lines));
        }
        refused = Optional.of(Refusal.of(named.toString(), time.now().wall(), changed, lines, Refusal.MEND));
    }

    /** What a refused file names, too: a certificate that is missing may come without another change of the file. */
    private static Stream<Stamp> later(Path file, List<Stamp> known) {
        return SettingsFile.read(file, WebConfig.class, ignored -> {}).stream()
                .flatMap(read -> read.value().tlsServerConfig().files())
                .filter(named -> known.stream().noneMatch(stamp -> stamp.file().equals(named)))
                .map(Stamp::of);
    }

    private static Path changed(List<Stamp> before, List<Stamp> now) {
        return now.stream()
                .filter(stamp -> !before.contains(stamp))
                .findFirst()
                .orElseThrow()
                .file();
    }

    private static Rules read(Path file) {
        List<Problem> problems = new ArrayList<>();
        return read(file, problems::add)
                .orElseThrow(() -> new IllegalArgumentException(
                        problems.stream().map(Problem::toString).collect(Collectors.joining("; and "))));
    }

    private static Optional<Rules> read(Path file, Consumer<Problem> problems) {
        Stamp first = Stamp.of(file); // before it is read: a change meanwhile is seen by the next look
        return SettingsFile.read(file, WebConfig.class, problems).flatMap(read -> rules(read, first, problems));
    }

    private static Optional<Rules> rules(SettingsFile<WebConfig> read, Stamp first, Consumer<Problem> problems) {
        WebConfig config = read.value();
        WebConfig.Tls tls = config.tlsServerConfig();
        List<Stamp> stamps =
                Stream.concat(Stream.of(first), tls.files().map(Stamp::of)).toList();
        Optional<SslContext> context = tls.certFile().isEmpty()
                ? Optional.empty()
                : Identity.of(tls, (key, message) -> problems.accept(read.problem(key, message)));
        return tls.certFile().isPresent() && context.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rules(
                        context,
                        new Users(config.basicAuthUsers()),
                        config.httpServerConfig().headers(),
                        stamps));
    }
}
