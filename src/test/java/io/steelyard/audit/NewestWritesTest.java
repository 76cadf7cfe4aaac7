package io.steelyard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Decision;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
import io.steelyard.model.Weights;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestWritesTest {

    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T12:00:00Z"), Duration.ofSeconds(1));
    private static final Decision.Reweigh DECISION = new Decision.Reweigh(
            "web-2",
            new Moment(Instant.parse("2026-01-01T11:00:00Z"), Duration.ofDays(3)),
            "spread",
            "www",
            new Reason(Reason.Code.DRIFT, "\"a\" is at 10: too low"),
            List.of(),
            Map.of("a", 10, "b", 20),
            Weights.of(Map.of("a", 15, "b", 15)));
    private static final String WRITE = AuditLog.text(Lines.write(DECISION, DECISION.at(), "haproxy one"));
    private static final String ENDED =
            "{\"at\":\"2026-01-01T11:00:01Z\",\"event\":\"write_ended\",\"decision_id\":\"web-2\",\"endpoint\":\"www\","
                    + "\"result\":\"applied\",\"message\":null}";

    @TempDir
    private Path folder = Path.of(".");

    private Map<String, Remains.Write> of(String text) throws IOException {
        return NewestWrites.of(Files.writeString(folder.resolve("audit"), text), "haproxy one", NOW, Map.of());
    }

    @Test
    void what_was_applied_before_the_newest_write_is_known_with_it_and_what_it_took_back() throws IOException {
        String third = WRITE.replace("web-2", "web-4").replace("\"takes_back\":null", "\"takes_back\":\"web-2\"");
        Remains.Write newest = Objects.requireNonNull(of(String.join(
                                "\n",
                                WRITE,
                                ENDED,
                                WRITE.replace("web-2", "web-3"),
                                ENDED.replace("web-2", "web-3").replace("applied", "refused"),
                                third)
                        + "\n")
                .get("www"));
        assertThat(newest.decision().id()).isEqualTo("web-4");
        assertThat(newest.decision().takesBack()).contains("web-2");
        assertThat(newest.before())
                .extracting(
                        write -> write.decision().id() + " " + write.result().orElse(""))
                .containsExactly("web-2 applied", "web-3 refused");
        assertThat(newest.at()).as("it may have gone on to the end of the run").isEqualTo(NOW);
        assertThat(newest.before().get(0).at().wall()).isEqualTo(Instant.parse("2026-01-01T11:00:01Z"));
    }

    @Test
    void a_write_is_read_as_it_was_written_with_its_outcome_if_there_is_one() throws IOException {
        Remains.Write open = Objects.requireNonNull(of(WRITE + "\n").get("www"));
        assertThat(open.result()).isEmpty();
        assertThat(open.decision().id()).isEqualTo("web-2");
        assertThat(open.decision().base()).isEqualTo(DECISION.base());
        assertThat(open.decision().weights()).isEqualTo(DECISION.weights());
        assertThat(open.decision().reason()).isEqualTo(DECISION.reason());
        assertThat(open.decision().policy()).isEqualTo("spread");
        assertThat(NOW.since(open.decision().at())).isEqualTo(Duration.ofHours(1));
        assertThat(of(WRITE + "\n" + ENDED + "\n").get("www"))
                .extracting(Remains.Write::result)
                .isEqualTo(Optional.of("applied"));
    }

    @Test
    void what_servers_were_read_back_to_weigh_counts_until_it_is_read_again() throws IOException {
        Outcome applied = new Outcome.Applied(
                DECISION, DECISION.at(), DECISION.at(), List.of(), Map.of("a", Map.of("a-1", 8, "a-2", 7)));
        String ended = AuditLog.text(Lines.ended(applied));
        Map<String, Map<String, Integer>> known = Map.of("a", Map.of("a-1", 8, "a-2", 7));
        assertThat(of(WRITE + "\n" + ended + "\n").get("www"))
                .extracting(Remains.Write::members)
                .isEqualTo(known);
        String newer = WRITE.replace("web-2", "web-3").replace("\"a\":10,\"b\":20", "\"a\":15,\"b\":15");
        Path file = Files.writeString(folder.resolve("audit"), WRITE + "\n" + ended + "\n" + newer + "\n");
        assertThat(NewestWrites.of(file, "haproxy one", NOW, Map.of("www", Optional.of("web-2")))
                        .get("www"))
                .as("what was kept after that write is newer")
                .extracting(Remains.Write::members)
                .isEqualTo(Map.of());
        assertThat(of(WRITE + "\n" + ended + "\n" + newer + "\n").get("www"))
                .extracting(Remains.Write::members)
                .isEqualTo(known);
        assertThat(of(WRITE + "\n" + ended + "\n" + WRITE.replace("web-2", "web-3") + "\n")
                        .get("www"))
                .as("this one found another weight")
                .extracting(Remains.Write::members)
                .isEqualTo(Map.of());
        assertThat(of(WRITE + "\n" + ENDED + "\n").get("www"))
                .as("of a version that did not say it")
                .extracting(Remains.Write::members)
                .isEqualTo(Map.of());
    }

    @Test
    void what_a_write_gave_servers_is_known_also_if_other_weights_were_read_back() throws IOException {
        Map<String, Map<String, Integer>> given = Map.of("a", Map.of("a-1", 8, "a-2", 7));
        Outcome failed = new Outcome.Failed(
                DECISION,
                DECISION.at(),
                DECISION.at(),
                Outcome.Failure.READ_BACK,
                Map.of("a", 15, "b", 15),
                "accepted, but the weights are others",
                List.of(),
                given);
        assertThat(of(WRITE + "\n" + AuditLog.text(Lines.ended(failed)) + "\n").get("www"))
                .extracting(Remains.Write::members)
                .isEqualTo(given);
    }

    @Test
    void the_newest_counts_and_an_outcome_of_another_one_is_not_its_own() throws IOException {
        String newer = WRITE.replace("web-2", "web-3");
        Map<String, Remains.Write> writes = of(WRITE + "\n" + newer + "\n" + ENDED + "\n");
        assertThat(writes).containsOnlyKeys("www");
        Remains.Write write = Objects.requireNonNull(writes.get("www"));
        assertThat(write.decision().id()).isEqualTo("web-3");
        assertThat(write.result()).isEmpty();
    }

    @Test
    void a_write_to_another_balancer_or_of_a_version_that_did_not_say_to_which_counts_for_nothing() throws IOException {
        assertThat(of(WRITE.replace("haproxy one", "haproxy two") + "\n")).isEmpty();
        assertThat(of(WRITE.replace(",\"balancer\":\"haproxy one\"", "") + "\n"))
                .isEmpty();
    }

    @Test
    void what_is_no_line_of_a_write_is_passed_over_also_a_last_one_that_was_cut_off() throws IOException {
        String half = WRITE.replace("web-2", "web-3");
        for (String garbage : List.of(
                "",
                "\u0000\u0000 \"write",
                "{\"event\":\"write\"}",
                "[\"write\"]",
                "\"write\"",
                "[".repeat(100_000) + "\"write",
                half.replace("15", "-15"),
                half.replace("15", "0"),
                half.replace("15", "1e99"),
                half.replace("\"b\":20", "\"c\":20"),
                half.replace("2026-01-01T11:00:00Z", "yesterday"),
                half.substring(0, half.length() - 3))) {
            assertThat(of(WRITE + "\n" + ENDED + "\n" + garbage + (garbage.startsWith("{\"at") ? "" : "\n")))
                    .as(garbage.substring(0, Math.min(garbage.length(), 300)))
                    .hasEntrySatisfying(
                            "www", write -> assertThat(write.result()).contains("applied"));
        }
    }

    @Test
    void of_a_large_file_the_end_is_read() throws IOException {
        Path file = Files.writeString(folder.resolve("large"), WRITE.replace("www", "early") + "\n");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(100_000_000);
            large.seek(large.length());
            large.write(("\n" + WRITE + "\n").getBytes(StandardCharsets.UTF_8));
        }
        assertThat(NewestWrites.of(file, "haproxy one", NOW, Map.of())).containsOnlyKeys("www");
    }

    @Test
    void of_a_log_that_was_just_rotated_what_stood_last_before_counts_too() throws IOException {
        String newer = WRITE.replace("web-2", "web-3");
        Path file = folder.resolve("audit");
        Path rotated = Files.writeString(folder.resolve("audit.1"), WRITE + "\n" + ENDED + "\n" + newer + "\n");
        Files.setLastModifiedTime(
                Files.writeString(folder.resolve("audit.2"), WRITE.replace("web-2", "web-1") + "\n"),
                FileTime.from(DECISION.at().wall()));
        Files.writeString(folder.resolve("audit.orders"), newer.replace("web-3", "no log"));
        Map<String, Optional<String>> kept = Map.of("www", Optional.of("web-2"));
        assertThat(id(file, kept)).isEqualTo("web-3");
        Files.writeString(file, "");
        assertThat(id(file, kept)).isEqualTo("web-3");
        assertThat(NewestWrites.of(file, "haproxy one", NOW, Map.of("www", Optional.of("web-0"))))
                .as("it does not go back to what was kept, so what was kept may be newer")
                .isEmpty();
        assertThat(id(file, Map.of()))
                .as("where nothing was kept it is not to be judged by")
                .isEqualTo("web-3");
        Files.writeString(file, newer.replace("web-3", "web-4") + "\n");
        assertThat(id(file, kept)).isEqualTo("web-4");
        Files.move(rotated, folder.resolve("audit-20260101"));
        Files.delete(file);
        assertThat(id(file, kept)).isEqualTo("web-3");
    }

    private static String id(Path file, Map<String, Optional<String>> kept) throws IOException {
        return Objects.requireNonNull(
                        NewestWrites.of(file, "haproxy one", NOW, kept).get("www"))
                .decision()
                .id();
    }

    @Test
    void a_file_that_was_moved_away_says_nothing_and_what_is_no_file_is_not_waited_for() throws IOException {
        assertThat(NewestWrites.of(folder.resolve("none"), "haproxy one", NOW, Map.of()))
                .isEmpty();
        assertThatThrownBy(() -> NewestWrites.of(folder, "haproxy one", NOW, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no regular file");
    }
}
