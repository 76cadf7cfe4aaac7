package io.steelyard.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Control;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class KeptOrdersTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Moment BEFORE = new Moment(NOON, Duration.ofDays(3));
    private static final Note FOR_GOOD = new Note("alice", "deploy of web", BEFORE, Optional.empty());
    private static final Note FOR_AN_HOUR =
            new Note("bob", "drain", BEFORE, Optional.of(BEFORE.plus(Duration.ofHours(1))));

    /** A new process: its clock begins anew. */
    private static final Moment AFTER = new Moment(NOON.plusSeconds(600), Duration.ofSeconds(1));

    @TempDir
    private Path folder = Path.of(".");

    private final List<Optional<String>> told = new ArrayList<>();

    private KeptOrders orders(String name) {
        return new KeptOrders(folder.resolve(name), Schedulers.immediate(), told::add);
    }

    private Control restarted(Control control, Moment at, Mode configured) {
        orders("orders").accept(control);
        return orders("orders").restore(Control.of(at, configured));
    }

    /** Jackson takes such a name for the right one, if it has read that before. */
    @Test
    void a_name_with_a_byte_that_is_no_text_makes_it_a_file_that_cannot_be_read() throws IOException {
        restarted(Control.of(BEFORE, Mode.ACT), AFTER, Mode.ACT);
        String good = Files.readString(folder.resolve("orders"));
        Files.write(
                folder.resolve("orders"),
                good.replace("_policies", "_polic\u00ffies").getBytes(ISO_8859_1));
        assertThat(orders("orders").restore(Control.of(AFTER, Mode.ACT)).paused())
                .isPresent();
    }

    @Test
    void what_restrains_the_agent_outlives_it() {
        Control before = Control.of(BEFORE, Mode.ACT)
                .pause(FOR_GOOD)
                .pause("web", FOR_AN_HOUR)
                .hold("www.example.com", FOR_AN_HOUR)
                .mode(Mode.PROPOSE, FOR_GOOD);
        Control after = restarted(before, AFTER, Mode.ACT);
        assertThat(after.mode()).isEqualTo(Mode.PROPOSE);
        Note paused = after.paused().orElseThrow();
        assertThat(paused.text()).isEqualTo("by alice: deploy of web");
        assertThat(paused.since().wall()).isEqualTo(NOON);
        Note held = after.holdOf("www.example.com").orElseThrow();
        assertThat(held.until()).contains(new Moment(NOON.plusSeconds(3600), Duration.ofSeconds(3001)));
        assertThat(after.policies()).containsKey("web");
        assertThat(told).isEmpty();
    }

    @Test
    void what_was_to_end_while_it_was_down_does_not_come_back() {
        Moment late = new Moment(NOON.plusSeconds(3600), Duration.ofSeconds(1));
        Control before = Control.of(BEFORE, Mode.ACT).pause(FOR_AN_HOUR).hold("www.example.com", FOR_GOOD);
        Control after = restarted(before, late, Mode.ACT);
        assertThat(after.paused()).isEmpty();
        assertThat(after.holdOf("www.example.com")).isPresent();
    }

    @Test
    void a_mode_that_does_more_than_the_configuration_says_ends_with_the_process() {
        Control before = Control.of(BEFORE, Mode.PROPOSE).mode(Mode.ACT, FOR_GOOD);
        assertThat(restarted(before, AFTER, Mode.PROPOSE).mode()).isEqualTo(Mode.PROPOSE);
        Control careful = Control.of(BEFORE, Mode.ACT).mode(Mode.PROPOSE, FOR_GOOD);
        assertThat(restarted(careful, AFTER, Mode.OBSERVE).mode()).isEqualTo(Mode.OBSERVE);
    }

    @Test
    void what_was_ended_by_an_order_is_not_in_the_file_any_more() {
        Control paused = Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD);
        restarted(paused, AFTER, Mode.ACT);
        assertThat(restarted(paused.resume(BEFORE), AFTER, Mode.ACT).paused()).isEmpty();
        assertThat(folder.resolve("orders.part")).doesNotExist();
    }

    @Test
    void without_a_file_nothing_was_ordered_and_with_one_that_cannot_be_read_it_is_paused() throws Exception {
        Control fresh = Control.of(AFTER, Mode.ACT);
        assertThat(orders("none").restore(fresh)).isEqualTo(fresh);
        for (String broken : List.of("", "{", "{}", "null", "{\"paused\": {\"who\": \"x\"}}", "[1]")) {
            Files.writeString(folder.resolve("broken"), broken);
            Note why = orders("broken").restore(fresh).paused().orElseThrow(() -> new AssertionError(broken));
            assertThat(why.text()).startsWith("by steelyard: ").contains("broken cannot be read");
        }
    }

    @Test
    void a_file_that_cannot_be_written_is_told_once_and_again_when_it_can() throws Exception {
        KeptOrders orders = orders("missing/orders");
        orders.accept(Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD));
        orders.accept(Control.of(BEFORE, Mode.ACT));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).orElseThrow()).contains("audit.orders_file: ", "missing/orders cannot be written");
        Files.createDirectory(folder.resolve("missing"));
        orders.accept(Control.of(BEFORE, Mode.ACT));
        assertThat(told).hasSize(2).last().isEqualTo(Optional.empty());
    }

    @Test
    void an_order_is_answered_when_it_is_in_the_file() {
        Scheduler worker = Schedulers.newSingle("orders");
        try {
            Path file = folder.resolve("orders");
            KeptOrders orders = new KeptOrders(file, worker, told::add);
            Control paused = Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD);
            Plan plan = new Plan(paused, paused, Optional.empty(), false, Optional.empty());
            Operations waited = orders.waitedFor(new Operations() {
                @Override
                public Mono<Plan> preview(Signed signed) {
                    return Mono.just(plan);
                }

                @Override
                public Mono<Plan> obey(Signed signed) {
                    return Mono.fromRunnable(() -> orders.accept(paused)).thenReturn(plan);
                }
            });
            Boolean written = waited.obey(new Signed(
                            new Order.Pause(Optional.empty()), "alice", "127.0.0.1", "deploy", Optional.empty()))
                    .map(done -> Files.exists(file))
                    .block(Duration.ofSeconds(20));
            assertThat(Objects.requireNonNull(written)).isTrue();
        } finally {
            worker.dispose();
        }
    }
}
