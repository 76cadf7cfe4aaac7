package io.steelyard.web.port;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.steelyard.model.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
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
    private volatile Rules rules;

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
        this.file = file;
        this.time = time;
        this.worker = worker;
        this.lookedAt = new AtomicLong(time.now().elapsed().toNanos());
        this.rules = file.map(Port::read).orElse(new Rules(Optional.empty(), new Users(Map.of()), Map.of(), List.of()));
    }

    /**
     * Reads a file as the constructor does, and leaves it at that. Blocks.
     *
     * @throws IllegalArgumentException if it cannot be used, with what to do
     */
    public static void check(Path file) {
        read(file);
    }

    /** Looks at the files once a second, until it is cancelled; completes at once if there are none. */
    public Mono<Void> watch() {
        return file.map(named -> Flux.interval(Duration.ofNanos(PAUSE), worker)
                        .onBackpressureDrop()
                        .doOnNext(tick -> reread(named))
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
            worker.schedule(() -> reread(file.get()));
        }
    }

    private synchronized void reread(Path named) {
        Rules known = rules;
        if (known.files().stream().map(stamp -> Stamp.of(stamp.file())).toList().equals(known.files())) {
            return;
        }
        try {
            rules = read(named);
            LOG.info("{} changed and is in force for what connects from now on", named);
        } catch (IllegalArgumentException fault) {
            LOG.warn("http.web_config_file: {}; what it said before stays in force", fault.getMessage());
            List<Stamp> seen =
                    known.files().stream().map(stamp -> Stamp.of(stamp.file())).toList();
            rules = new Rules(known.tls(), known.users(), known.headers(), seen);
        }
    }

    private static Rules read(Path file) {
        try {
            List<Path> files = new ArrayList<>(List.of(file));
            Stamp first = Stamp.of(file); // before it is read: a change meanwhile is seen by the next look
            WebConfig config = WebConfig.read(file);
            config.tls().ifPresent(tls -> {
                files.add(tls.cert());
                files.add(tls.key());
                tls.clientCa().ifPresent(files::add);
            });
            List<Stamp> stamps = Stream.concat(
                            Stream.of(first), files.stream().skip(1).map(Stamp::of))
                    .toList();
            return new Rules(
                    config.tls().map(tls -> context(file, tls)), new Users(config.users()), config.headers(), stamps);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException(file + ": no such file", missing);
        } catch (IOException fault) {
            throw new IllegalArgumentException(
                    file + ": cannot be read: " + fault.getClass().getSimpleName() + " " + fault.getMessage(), fault);
        }
    }

    private static SslContext context(Path file, WebConfig.Tls tls) {
        there(file, "cert_file", tls.cert());
        there(file, "key_file", tls.key());
        tls.clientCa().ifPresent(ca -> there(file, "client_ca_file", ca));
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            tls.cert().toFile(), tls.key().toFile())
                    .protocols(tls.versions())
                    .clientAuth(
                            switch (tls.clientAuth()) {
                                case NoClientCert -> ClientAuth.NONE;
                                case RequestClientCert, VerifyClientCertIfGiven -> ClientAuth.OPTIONAL;
                                case RequireAnyClientCert, RequireAndVerifyClientCert -> ClientAuth.REQUIRE;
                            });
            tls.clientCa()
                    .ifPresentOrElse(
                            ca -> builder.trustManager(ca.toFile()),
                            // Only where the file asks for a certificate of whatever origin.
                            () -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE));
            if (!tls.ciphers().isEmpty()) {
                builder.ciphers(tls.ciphers());
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException fault) {
            throw new IllegalArgumentException(
                    file + ": tls_server_config: " + tls.cert() + " with " + tls.key() + " cannot be used: "
                            + fault.getMessage(),
                    fault);
        }
    }

    private static void there(Path file, String key, Path named) {
        if (!Files.isReadable(named)) {
            throw new IllegalArgumentException(file + ": tls_server_config." + key + ": " + named
                    + (Files.exists(named) ? ": cannot be read by this user" : ": no such file"));
        }
    }
}
