package io.steelyard.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Control;
import io.steelyard.model.Event;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The orders that are in force, in a file that is replaced whole at each change, so that a crash does not end a pause. A
 * file that cannot be read is taken for a pause: who knows what it said. A file that cannot be written is told, and stops no
 * order; the audit log is what an order depends on.
 */
public final class KeptOrders implements Consumer<Event> {

    private static final Logger LOG = LoggerFactory.getLogger(KeptOrders.class);

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final Scheduler worker;
    private final Consumer<Optional<String>> told;
    private Optional<String> fault = Optional.empty();

    /**
     * @param worker a single thread that may block
     * @param told why orders are not kept, each time when that changes; empty: they are
     */
    public KeptOrders(Path file, Scheduler worker, Consumer<Optional<String>> told) {
        this.file = file;
        this.worker = worker;
        this.told = told;
    }

    /**
     * What was in force when the agent ended, without what has ended since. Blocks.
     *
     * @param fresh what counts if nobody has ordered anything
     */
    public Control restore(Control fresh) {
        Moment now = fresh.at();
        try {
            Control kept = MAPPER.readValue(Files.readString(file), OrdersLine.class)
                    .control(fresh)
                    .at(now);
            if (!OrdersLine.of(kept).equals(OrdersLine.of(fresh))) {
                LOG.warn(
                        "orders of before the restart are in force again, from {}: {}",
                        file,
                        AuditLog.text(OrdersLine.of(kept)));
            }
            return kept;
        } catch (NoSuchFileException none) {
            return fresh;
        } catch (IOException | RuntimeException unreadable) {
            String why = file + " cannot be read, so what was ordered before the restart is unknown";
            LOG.error("audit.orders_file: {}; paused until somebody resumes", why, unreadable);
            return fresh.pause(new Note("steelyard", why, now, Optional.empty()));
        }
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Control control) {
            try {
                worker.schedule(() -> write(control));
            } catch (RejectedExecutionException stopped) {
                LOG.warn("the agent is being stopped; {} was not written any more", file);
            }
        }
    }

    /** The same orders, answered when they have been written. */
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
                                .onErrorReturn(RejectedExecutionException.class, plan));
            }
        };
    }

    private void write(Control control) {
        Optional<String> now = Optional.empty();
        try {
            replace(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(OrdersLine.of(control)) + "\n");
        } catch (IOException failed) {
            now = Optional.of("audit.orders_file: " + file + " cannot be written: "
                    + failed.getClass().getSimpleName() + " " + failed.getMessage());
        }
        if (!now.equals(fault)) {
            now.ifPresentOrElse(
                    why -> LOG.error("{}; a restart ends the orders", why),
                    () -> LOG.info("{} is written again", file));
            fault = now;
            told.accept(now);
        }
    }

    private void replace(String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        Files.deleteIfExists(part);
        try (FileChannel out = FileChannel.open(
                part, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), AuditLog.ownerOnly())) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
