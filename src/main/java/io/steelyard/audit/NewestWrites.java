package io.steelyard.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.model.Moment;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest write to each endpoint of one balancer, as the last part of the audit log tells it. What is no line of a write is
 * passed over: a last line that was cut off was of a write that was not sent, and one that somebody has edited proves nothing.
 */
final class NewestWrites {

    /** So many bytes at the end of the file are read; what was written since the weights were last kept is a small part. */
    static final int MOST = 1 << 20;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String balancer;
    private final Moment now;
    private final Map<String, String> accounted;
    private final Map<String, Remains.Write> byPattern = new HashMap<>();

    private NewestWrites(String balancer, Moment now, Map<String, String> accounted) {
        this.balancer = balancer;
        this.now = now;
        this.accounted = accounted;
    }

    /**
     * By the endpoint's pattern; nothing without a file, which may just have been moved away. Blocks.
     *
     * @param accounted the id of the write to each endpoint that is known to be older than what else is known of it
     * @throws IOException also for what is no file: a pipe, say, which must not be waited for
     */
    static Map<String, Remains.Write> of(Path file, String balancer, Moment now, Map<String, String> accounted)
            throws IOException {
        if (Files.notExists(file)) {
            return Map.of();
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no regular file");
        }
        NewestWrites writes = new NewestWrites(balancer, now, accounted);
        end(file).forEach(writes::line);
        return writes.byPattern;
    }

    /** The last lines; the first of them may be a part of one. */
    private static List<String> end(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, in.size() - MOST);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(in.size(), MOST));
            int read = 0;
            while (read >= 0 && bytes.hasRemaining()) {
                read = in.read(bytes, from + bytes.position());
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private void line(String text) {
        if (!text.contains("\"write")) {
            return; // an order, say
        }
        try {
            JsonNode line = MAPPER.readTree(text);
            switch (line.path("event").asText()) {
                case "write" -> began(line);
                case "write_ended" -> ended(line);
                default -> {}
            }
        } catch (JsonProcessingException | RuntimeException garbage) {
            return;
        }
    }

    private void began(JsonNode line) {
        if (line.path("balancer").asText().equals(balancer)) {
            String pattern = line.path("endpoint").asText();
            byPattern.put(
                    pattern,
                    Remains.Write.open(
                            line.path("decision_id").asText(),
                            moment(line.path("at").asText()),
                            line.path("policy").asText(),
                            pattern,
                            reason(line.path("reason").asText()),
                            weights(line.path("before")),
                            weights(line.path("after")),
                            known(pattern)));
        }
    }

    private void ended(JsonNode line) {
        byPattern.computeIfPresent(
                line.path("endpoint").asText(),
                (pattern, write) ->
                        write.decision().id().equals(line.path("decision_id").asText())
                                ? write.ended(line.path("result").asText(), members(line.path("members")))
                                : write);
    }

    /** What an earlier write left is what this one found. */
    private Map<String, Map<String, Integer>> known(String pattern) {
        Remains.Write earlier = byPattern.get(pattern);
        return earlier == null || earlier.decision().id().equals(accounted.get(pattern)) ? Map.of() : earlier.members();
    }

    private static Map<String, Map<String, Integer>> members(JsonNode of) {
        Map<String, Map<String, Integer>> members = new TreeMap<>();
        of.properties().forEach(route -> members.put(route.getKey(), weights(route.getValue())));
        return members;
    }

    private Moment moment(String wall) {
        return now.plus(Duration.between(now.wall(), Instant.parse(wall)));
    }

    /** As {@link Reason#toString} wrote it, or another version did. */
    private static Reason reason(String text) {
        for (Reason.Code code : Reason.Code.values()) {
            if (text.startsWith(code.label() + ": ")) {
                return new Reason(code, text.substring(code.label().length() + 2));
            }
        }
        return new Reason(Reason.Code.REBALANCE, text);
    }

    private static Map<String, Integer> weights(JsonNode of) {
        Map<String, Integer> weights = new TreeMap<>();
        of.properties().forEach(route -> {
            if (!route.getValue().isInt()) {
                throw new IllegalArgumentException("no weight");
            }
            weights.put(route.getKey(), route.getValue().intValue());
        });
        return weights;
    }
}
