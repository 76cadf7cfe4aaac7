package io.steelyard.audit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/** A file of what stands, that is replaced whole. All of it blocks; read first, then written on one thread. */
final class OrdersFile {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private volatile boolean unreadable;
    private Optional<OrdersLine> written = Optional.empty();

    OrdersFile(Path file) {
        this.file = file;
    }

    /** @throws java.nio.file.NoSuchFileException if there is none */
    OrdersLine read() throws IOException {
        return MAPPER.readValue(Files.readString(file), OrdersLine.class);
    }

    /** Nobody can make out what it says: it is moved aside before it is replaced. */
    void distrust() {
        unreadable = true;
    }

    /** Tells whether it can be written at the start, and not only when something is to be kept. */
    void probe() throws IOException {
        Path part = part();
        Files.deleteIfExists(part);
        Files.createFile(part, AuditLog.ownerOnly());
        Files.delete(part);
    }

    /** Nothing is done if it says so already. */
    void replace(OrdersLine line) throws IOException {
        if (written.filter(line::equals).isEmpty()) {
            replace(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(line) + "\n");
            written = Optional.of(line);
        }
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

    private Path part() {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /** Where it is moved to if it could not be read. */
    Path aside() {
        return file.resolveSibling(file.getFileName() + ".unreadable");
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

    @Override
    public String toString() {
        return file.toString();
    }
}
