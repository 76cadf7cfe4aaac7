package io.steelyard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Control;
import io.steelyard.model.Hold;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

class ExpiredOrdersTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Moment NOON = new Moment(Instant.parse("2026-01-01T12:00:00Z"), Duration.ofDays(3));
    private static final Moment LATER = NOON.plus(Duration.ofMinutes(30));
    private static final Control NONE = Control.of(NOON, Mode.ACT);

    @TempDir
    private Path folder = Path.of(".");

    private static Note by(String who, Duration term) {
        return new Note(who, "deploy", NOON, Optional.of(NOON.plus(term)));
    }

    private static Note minutes(int term) {
        return by("alice", Duration.ofMinutes(term));
    }

    private List<String> lines(Control... each) throws IOException {
        Path file = folder.resolve("audit.jsonl");
        ExpiredOrders orders =
                new ExpiredOrders(new AuditLog(file, Schedulers.immediate(), Schedulers.parallel()), NONE);
        for (Control now : each) {
            orders.written(now).block(PATIENCE);
        }
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void a_pause_that_ends_by_itself_has_a_line_that_says_who_had_given_it_and_what_counts_since() throws Exception {
        Control paused = NONE.pause(minutes(30));
        assertThat(lines(paused, paused.at(LATER))).containsExactly("""
                {"at":"2026-01-01T12:30:00Z","event":"order_expired","order":"pause","who":"steelyard",\
                "reason":"its time was up; it was given by alice: deploy (until 2026-01-01T12:30:00Z)","target":null,\
                "before":{"mode":"act","log_level":"info","paused":"by alice: deploy (until 2026-01-01T12:30:00Z)",\
                "paused_policies":[],"held":[]},\
                "after":{"mode":"act","log_level":"info","paused":null,"paused_policies":[],"held":[]}}""");
    }

    @Test
    void so_have_weights_by_hand_a_mode_a_level_and_the_pause_of_one_policy_each_with_what_it_was_about()
            throws Exception {
        Control said = NONE.pause("web", minutes(10))
                .hold("www", new Hold(minutes(20), Map.of("a", 0)))
                .hold("api", new Hold(minutes(60), Map.of("x", 1)))
                .mode(Mode.OBSERVE, minutes(30))
                .log(io.steelyard.model.LogLevel.DEBUG, minutes(30));
        assertThat(lines(said, said.at(LATER)))
                .extracting(line -> line.replaceAll(".*\"order\":\"(\\w+)\".*\"target\":(\"?\\w+).*", "$1 $2"))
                .containsExactly("mode null", "log_level null", "pause \"web", "shape \"www");
    }

    @Test
    void what_somebody_ended_or_replaced_before_its_time_was_up_has_none() throws Exception {
        Control paused = NONE.pause(minutes(30)).hold("www", new Hold(minutes(30), Map.of("a", 0)));
        Control longer = paused.pause(by("bob", Duration.ofHours(2)))
                .hold("www", new Hold(by("bob", Duration.ofHours(2)), Map.of("a", 0)));
        assertThat(lines(paused, longer, longer.at(LATER), longer.resume(LATER).release(LATER, "www")))
                .isEmpty();
    }

    @Test
    void it_is_told_once_however_late_and_also_of_weights_that_were_found_to_be_out_of_force() throws Exception {
        Hold order = new Hold(minutes(30), Map.of("a", 0));
        Control held = NONE.hold("www", order);
        Control undone = held.holding(LATER, "www", Optional.of(order.notInForce("NOT IN FORCE: set back")));
        assertThat(lines(
                        held,
                        undone,
                        undone.at(LATER.plus(Duration.ofSeconds(1))),
                        undone.at(LATER).resume(LATER)))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("{\"at\":\"2026-01-01T12:30:01Z\""));
    }
}
