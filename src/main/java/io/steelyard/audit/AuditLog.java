package io.steelyard.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * JSON lines in a file that is only ever appended to. It is opened for each line, so that it can be moved away at any
 * time; a new one can be read by its owner and group only. A line that was cut off, by a full disk say, is ended before
 * the next begins. Lines reach the operating system, not the disk: they survive our end, not that of the machine.
 *
 * <p>Nobody waits for long. A file that does not answer, on a share that hangs or a pipe that nobody reads, is one that
 * cannot be written; a line that was given up does not come into it later, but for what the system had taken of it. What
 * takes the place of such a file is written on another thread.
 */
public final class AuditLog {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    /** How long a line may take. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** How long after a failure it is asked again whether a line can be written. */
    static final Duration AGAIN = Duration.ofSeconds(5);

    /** More than is left of the file's last block, in most file systems. */
    private static final int ROOM = 4096;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path file;
    private final Lanes lanes;
    private final Scheduler timer;
    private final Consumer<Optional<String>> told;
    private Optional<String> fault = Optional.empty();
    private Optional<String> probed = Optional.empty();

    /**
     * @param worker a single thread that may block
     * @param timer measures how long it does
     */
    public AuditLog(Path file, Scheduler worker, Scheduler timer) {
        this(file, worker, timer, why -> {});
    }

    /** @param told why no line can be written, each time when that changes; empty: they can. On any thread */
    public AuditLog(Path file, Scheduler worker, Scheduler timer, Consumer<Optional<String>> told) {
        this.file = file;
        this.lanes = new Lanes(file, worker, timer);
        this.timer = timer;
        this.told = told;
    }

    /** Appends the record as one line; fails with an {@link IOException} that names the file. */
    Mono<Void> append(Record line) {
        return tried(() -> append(text(line)), this::report);
    }

    /**
     * Finds out at once, and again after each failure, whether a line could be written, so that it is told before one is
     * wanted and as soon as it can be again. Never fails; runs until it is cancelled.
     */
    public Flux<Void> watch() {
        return Flux.interval(Duration.ZERO, AGAIN, timer)
                .onBackpressureDrop()
                .filter(tick -> tick == 0 || isFaulty())
                .concatMap(tick -> tried(this::probe, this::probed).onErrorComplete(IOException.class));
    }

    /** Some way to find out whether the file can be written. */
    private interface Attempt {
        void run() throws IOException;
    }

    private Mono<Void> tried(Attempt attempt, Consumer<Optional<String>> ended) {
        return Mono.defer(() -> lanes.free()
                        .map(lane -> Mono.fromCallable(() -> {
                                    on(lane, attempt);
                                    return lane;
                                })
                                .subscribeOn(lane.thread())
                                .timeout(PATIENCE, Mono.error(this::hanging), timer))
                        .orElseGet(() -> Mono.error(hanging())))
                .onErrorMap(RejectedExecutionException.class, this::stopped)
                .doOnNext(done -> ended.accept(Optional.empty()))
                .doOnError(IOException.class, failed -> ended.accept(Optional.ofNullable(failed.getMessage())))
                .then();
    }

    /** Ends the threads that were begun beside the worker. */
    public void close() {
        lanes.close();
    }

    private synchronized void report(Optional<String> now) {
        if (!now.equals(fault)) {
            now.ifPresentOrElse(
                    why -> LOG.error("{}; nothing is written to the balancer, and only a pause is obeyed", why),
                    () -> LOG.info("{} is written again", file));
            fault = now;
            told.accept(now);
        }
    }

    private synchronized boolean isFaulty() {
        return fault.isPresent();
    }

    /** What has not found a fault does not find either that it has ended: only a line does then. */
    private synchronized void probed(Optional<String> now) {
        if (now.isPresent() || fault.equals(probed)) {
            report(now);
        }
        probed = now;
    }

    private IOException hanging() {
        return new IOException(
                "audit.file: " + file + " cannot be written: it does not answer within " + PATIENCE.toSeconds() + "s");
    }

    private IOException stopped(Throwable rejected) {
        return new IOException("audit.file: " + file + " cannot be written: the agent is being stopped", rejected);
    }

    private void on(Lanes.Lane lane, Attempt attempt) throws IOException {
        if (!lane.enter()) {
            throw hanging();
        }
        try {
            attempt.run();
        } catch (IOException failed) {
            throw new IOException(
                    "audit.file: " + file + " cannot be written: "
                            + failed.getClass().getSimpleName() + " " + failed.getMessage(),
                    failed);
        } finally {
            lane.leave();
        }
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        try (FileChannel out = FileChannel.open(file, APPEND, ownerOnly())) {
            if (cutOff()) {
                out.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    /** Leaves nothing behind in a file; what is none, a device or a pipe say, tells only when something is written. */
    private void probe() throws IOException {
        boolean there = Files.exists(file);
        if (there && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            append("");
            return;
        }
        if (there) {
            FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)
                    .close();
        }
        Path beside = file.resolveSibling(file.getFileName() + ".probe");
        try {
            Files.deleteIfExists(beside);
            Files.createFile(beside, ownerOnly());
        } catch (IOException closed) {
            if (there) {
                return; // to others than the file itself, and a line needs no more
            }
            throw closed;
        }
        try {
            Files.write(beside, new byte[ROOM]);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    private boolean cutOff() throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return in.size() > 0 && in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** As JSON, one line. */
    static String text(Record line) {
        try {
            return MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line that cannot be written as JSON", e);
        }
    }

    /** Attributes of a new file that only its owner may write, and its group read. */
    static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                }
                : new FileAttribute<?>[0];
    }
}
