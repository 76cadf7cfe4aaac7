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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * JSON lines in a file that is only ever appended to. It is opened for each line, so that it can be moved away at any
 * time; a new one can be read by its owner and group only. A line that was cut off, by a full disk say, is ended before
 * the next begins. Lines reach the operating system, not the disk: they survive our end, not that of the machine.
 *
 * <p>Nobody waits for long. A file that does not answer, on a share that hangs or a pipe that nobody reads, is one that
 * cannot be written; a line that was given up does not come into it later, but for what the system had taken of it.
 */
public final class AuditLog {

    /** How long a line may take. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private static final Set<StandardOpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private final Path file;
    private final Scheduler worker;
    private final Scheduler timer;
    private volatile OptionalLong writingSince = OptionalLong.empty();

    /**
     * @param worker a single thread that may block
     * @param timer measures how long it does
     */
    public AuditLog(Path file, Scheduler worker, Scheduler timer) {
        this.file = file;
        this.worker = worker;
        this.timer = timer;
    }

    /** Appends the record as one line; fails with an {@link IOException} that names the file. */
    Mono<Void> append(Record line) {
        return Mono.defer(() -> hangs()
                        ? Mono.<Record>error(hanging())
                        : Mono.fromCallable(() -> {
                                    write(line);
                                    return line;
                                })
                                .subscribeOn(worker)
                                .timeout(PATIENCE, Mono.error(this::hanging), timer))
                .onErrorMap(RejectedExecutionException.class, this::stopped)
                .then();
    }

    /** True if the line before has been waited for long enough: who comes after it need not wait again. */
    private boolean hangs() {
        OptionalLong since = writingSince;
        return since.isPresent() && timer.now(TimeUnit.NANOSECONDS) - since.getAsLong() >= PATIENCE.toNanos();
    }

    private IOException hanging() {
        return new IOException(
                "audit.file: " + file + " cannot be written: it does not answer within " + PATIENCE.toSeconds() + "s");
    }

    private IOException stopped(Throwable rejected) {
        return new IOException("audit.file: " + file + " cannot be written: the agent is being stopped", rejected);
    }

    private void write(Record line) throws IOException {
        writingSince = OptionalLong.of(timer.now(TimeUnit.NANOSECONDS));
        try {
            append(text(line));
        } finally {
            writingSince = OptionalLong.empty();
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
        } catch (IOException fault) {
            throw new IOException(
                    "audit.file: " + file + " cannot be written: "
                            + fault.getClass().getSimpleName() + " " + fault.getMessage(),
                    fault);
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
