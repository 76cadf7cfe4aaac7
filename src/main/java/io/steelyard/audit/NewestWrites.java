package io.steelyard.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.model.Moment;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The newest write to each endpoint of one balancer, as the last part of the audit log tells it. What is no line of a write is
 * passed over: a last line that was cut off was of a write that was not sent, and one that somebody has edited proves nothing.
 */
final class NewestWrites {

    /** So many bytes at the end are read; what was written since the weights were last kept is a small part. */
    static final int MOST = 1 << 20;

    /** What stands behind the name of a log that was moved away: {@code .1}, or the day. */
    private static final Pattern MOVED = Pattern.compile("[.-]\\d.*");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String balancer;
    private final Moment now;
    private final Map<String, Optional<String>> kept;
    private final Map<String, Remains.Write> byPattern = new HashMap<>();
    private final Set<String> reached = new HashSet<>(); // of which the write is among the lines that is accounted for

    private NewestWrites(String balancer, Moment now, Map<String, Optional<String>> kept) {
        this.balancer = balancer;
        this.now = now;
        this.kept = kept;
    }

    /**
     * By the endpoint's pattern. The log may just have been moved away: what was the log before is read too, as far as it goes
     * on from what is known. Blocks.
     *
     * @param kept of each endpoint of which more is known the id of the write that this accounts for
     * @throws IOException also for what is no file: a pipe, say, which must not be waited for
     */
    static Map<String, Remains.Write> of(Path file, String balancer, Moment now, Map<String, Optional<String>> kept)
            throws IOException {
        boolean gone = Files.notExists(file);
        if (!gone && !Files.isRegularFile(file)) {
            throw new IOException(file + " is no regular file");
        }
        String log = gone ? "" : end(file, MOST);
        NewestWrites writes = new NewestWrites(balancer, now, kept);
        before(file, MOST - log.length()).lines().forEach(writes::line);
        writes.byPattern.keySet().removeIf(pattern -> kept.containsKey(pattern) && !writes.reached.contains(pattern));
        log.lines().forEach(writes::line);
        return writes.byPattern;
    }

    /** Nothing if it cannot be read, which the log itself could. */
    private static String before(Path file, int most) {
        try (Stream<Path> all = Files.list(file.toAbsolutePath().resolveSibling(""))) {
            Optional<Path> newest = all.filter(other -> isMoved(file, other))
                    .max(Comparator.comparingLong(other -> other.toFile().lastModified()));
            return newest.isPresent() && most > 0 ? end(newest.get(), most) : "";
        } catch (IOException | UncheckedIOException unread) {
            return "";
        }
    }

    private static boolean isMoved(Path file, Path other) {
        String name = String.valueOf(file.getFileName());
        String its = String.valueOf(other.getFileName());
        return its.startsWith(name)
                && MOVED.matcher(its.substring(name.length())).matches()
                && Files.isRegularFile(other);
    }

    /** The last lines; the first of them may be a part of one. */
    private static String end(Path file, int most) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long from = Math.max(0, in.size() - most);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(in.size(), most));
            int read = 0;
            while (read >= 0 && bytes.hasRemaining()) {
                read = in.read(bytes, from + bytes.position());
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
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
            if (accountedFor(pattern, line.path("decision_id").asText())) {
                reached.add(pattern);
            }
            byPattern.merge(
                    pattern,
                    Remains.Write.open(
                            line.path("decision_id").asText(),
                            at(line),
                            now,
                            line.path("policy").asText(),
                            pattern,
                            Reason.parse(line.path("reason").asText()),
                            weights(line.path("before")),
                            weights(line.path("after")),
                            Optional.of(line.path("takes_back").asText("")).filter(id -> !id.isEmpty()),
                            known(pattern)),
                    (earlier, next) -> next.after(earlier));
        }
    }

    private void ended(JsonNode line) {
        byPattern.computeIfPresent(
                line.path("endpoint").asText(),
                (pattern, write) ->
                        write.decision().id().equals(line.path("decision_id").asText())
                                ? write.ended(line.path("result").asText(), at(line), members(line.path("members")))
                                : write);
    }

    /** What an earlier write left is what this one found. */
    private Map<String, Map<String, Integer>> known(String pattern) {
        Remains.Write earlier = byPattern.get(pattern);
        return earlier == null || accountedFor(pattern, earlier.decision().id()) ? Map.of() : earlier.members();
    }

    private boolean accountedFor(String pattern, String id) {
        return kept.getOrDefault(pattern, Optional.empty()).filter(id::equals).isPresent();
    }

    private Moment at(JsonNode line) {
        return now.atBeforeStart(Instant.parse(line.path("at").asText()));
    }

    private static Map<String, Map<String, Integer>> members(JsonNode of) {
        Map<String, Map<String, Integer>> members = new TreeMap<>();
        of.properties().forEach(route -> members.put(route.getKey(), weights(route.getValue())));
        return members;
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
