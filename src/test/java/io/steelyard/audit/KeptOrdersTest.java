package io.steelyard.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Baseline;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Expired;
import io.steelyard.model.Hold;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Reason;
import io.steelyard.model.Rebased;
import io.steelyard.model.Remains;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Suspension;
import io.steelyard.model.Weights;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

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

    private KeptOrders orders(String name, Control fresh) {
        return new KeptOrders(
                folder.resolve(name),
                fresh,
                Schedulers.immediate(),
                Schedulers.parallel(),
                told::add,
                Optional.empty());
    }

    private KeptOrders orders(String name) {
        return orders(name, Control.of(BEFORE, Mode.ACT));
    }

    private Control restarted(Control control, Moment at, Mode configured) {
        orders("orders").accept(control);
        return orders("orders", Control.of(at, configured))
                .restore(pattern -> Optional.empty())
                .control();
    }

    private Standing restarted(Moment at, Optional<Duration> rearmAfter) {
        return orders("orders", Control.of(at, Mode.ACT)).restore(pattern -> rearmAfter);
    }

    private static Suspension edited(String pattern, Moment at) {
        return new Suspension(
                at,
                pattern,
                Optional.of(new Edit(
                        at, List.of(new Edit.Change("green", 100, 51, List.of(new Edit.OfMember("green-2", 50, 1)))))));
    }

    @Test
    void what_has_ended_while_no_agent_ran_does_not_count_is_told_once_and_is_not_in_the_file_any_more() {
        Moment later = new Moment(NOON.plusSeconds(7200), Duration.ofSeconds(1));
        orders("orders")
                .accept(Control.of(BEFORE, Mode.ACT)
                        .pause(FOR_GOOD)
                        .hold("www", new Hold(FOR_AN_HOUR, Map.of("a", 0))));
        Standing after = restarted(later, Optional.empty());
        assertThat(after.control().held()).isEmpty();
        assertThat(Expired.between(after.before(), after.control()))
                .extracting(each -> each.order() + " of " + each.target().orElse("all"))
                .containsExactly("shape of www");

        Standing again = restarted(later, Optional.empty());
        assertThat(again.before()).isEqualTo(again.control());
        assertThat(again.control().paused()).isPresent();
    }

    @Test
    void an_endpoint_that_an_operator_has_edited_is_still_suspended_after_a_crash_and_by_the_same_edit() {
        orders("orders").accept(edited("www", BEFORE));
        Standing after = restarted(AFTER, Optional.empty());
        assertThat(after.suspended()).containsOnlyKeys("www");
        Edit edit = Objects.requireNonNull(after.suspended().get("www"));
        assertThat(edit.text()).isEqualTo("green 100 -> 51 (green-2 50 -> 1)");
        assertThat(edit.at().wall()).isEqualTo(NOON);
        assertThat(AFTER.since(edit.at())).isEqualTo(Duration.ofMinutes(10));
        assertThat(edit.at().beforeStart()).isTrue();
        assertThat(restarted(AFTER, Optional.empty())).as("and after another").isEqualTo(after);
    }

    @Test
    void it_stays_so_for_the_rest_of_the_time_that_is_configured_now() {
        orders("orders").accept(edited("www", BEFORE));
        assertThat(restarted(AFTER, Optional.of(Duration.ofMinutes(10))).suspended())
                .isEmpty();
        assertThat(restarted(AFTER, Optional.of(Duration.ofMinutes(11))).suspended())
                .containsOnlyKeys("www");
    }

    @Test
    void a_suspension_that_has_ended_is_not_in_the_file_any_more_and_orders_stay_beside_it() {
        KeptOrders orders = orders("orders");
        orders.accept(edited("www", BEFORE));
        orders.accept(edited("api", BEFORE));
        orders.accept(Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD));
        orders.accept(new Suspension(BEFORE, "www", Optional.empty()));
        Standing after = restarted(AFTER, Optional.empty());
        assertThat(after.suspended()).containsOnlyKeys("api");
        assertThat(after.control().paused()).isPresent();
    }

    @Test
    void a_clock_of_day_that_was_set_back_does_not_move_an_edit_behind_the_start() {
        orders("orders").accept(edited("www", BEFORE));
        Moment yesterday = new Moment(NOON.minusSeconds(86_400), Duration.ofSeconds(1));
        Edit edit = Objects.requireNonNull(
                restarted(yesterday, Optional.empty()).suspended().get("www"));
        assertThat(edit.at().beforeStart()).isTrue();
        assertThat(edit.at().wall()).isEqualTo(NOON);
    }

    @Test
    void a_file_of_before_edits_were_kept_is_read() throws Exception {
        Files.writeString(
                folder.resolve("orders"),
                "{\"mode\":null,\"mode_by\":null,\"paused\":null,\"paused_policies\":{},\"held\":{}}");
        assertThat(restarted(AFTER, Optional.empty()).control().paused()).isEmpty();
    }

    @Test
    void that_the_file_cannot_be_written_is_told_at_the_start_and_a_start_leaves_nothing_behind() {
        orders("missing/orders").restore(pattern -> Optional.empty());
        assertThat(told).hasSize(1);
        orders("orders").restore(pattern -> Optional.empty());
        assertThat(told).hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    /** Jackson takes such a name for the right one, if it has read that before. */
    @Test
    void a_name_with_a_byte_that_is_no_text_makes_it_a_file_that_cannot_be_read() throws IOException {
        restarted(Control.of(BEFORE, Mode.ACT), AFTER, Mode.ACT);
        String good = Files.readString(folder.resolve("orders"));
        Files.write(
                folder.resolve("orders"),
                good.replace("_policies", "_polic\u00ffies").getBytes(ISO_8859_1));
        assertThat(restarted(AFTER, Optional.empty()).control().paused()).isPresent();
    }

    @Test
    void what_restrains_the_agent_outlives_it() {
        Control before = Control.of(BEFORE, Mode.ACT)
                .pause(FOR_GOOD)
                .pause("web", FOR_AN_HOUR)
                .hold("www.example.com", new Hold(FOR_AN_HOUR, Map.of("a", 0)))
                .mode(Mode.PROPOSE, FOR_GOOD);
        Control after = restarted(before, AFTER, Mode.ACT);
        assertThat(after.mode()).isEqualTo(Mode.PROPOSE);
        Note paused = after.paused().orElseThrow();
        assertThat(paused.text()).isEqualTo("by alice: deploy of web");
        assertThat(paused.since().wall()).isEqualTo(NOON);
        assertThat(after.holdOf("www.example.com").orElseThrow().weights()).isEqualTo(Map.of("a", 0));
        Note held = after.holdOf("www.example.com").orElseThrow().note();
        assertThat(held.until()).contains(new Moment(NOON.plusSeconds(3600), Duration.ofSeconds(3001)));
        assertThat(after.policies()).containsKey("web");
        assertThat(told).isEmpty();
    }

    @Test
    void what_was_to_end_while_it_was_down_does_not_come_back() {
        Moment late = new Moment(NOON.plusSeconds(3600), Duration.ofSeconds(1));
        Control before =
                Control.of(BEFORE, Mode.ACT).pause(FOR_AN_HOUR).hold("www.example.com", new Hold(FOR_GOOD, Map.of()));
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
        assertThat(orders("none", fresh).restore(pattern -> Optional.empty()))
                .isEqualTo(new Standing(fresh, new TreeMap<>()));
        for (String broken : List.of("", "{", "{}", "null", "{\"paused\": {\"who\": \"x\"}}", "[1]")) {
            Files.writeString(folder.resolve("broken"), broken);
            Note why = orders("broken", fresh)
                    .restore(pattern -> Optional.empty())
                    .control()
                    .paused()
                    .orElseThrow(() -> new AssertionError(broken));
            assertThat(why.text()).startsWith("by steelyard: ").contains("broken cannot be read");
        }
    }

    @Test
    void a_file_that_cannot_be_read_is_still_there_after_the_first_order_and_the_pause_says_where_and_what_is_unknown()
            throws Exception {
        Path file = Files.writeString(folder.resolve("orders"), "{\"suspended\": {\"www\"");
        KeptOrders orders = orders("orders");
        Control paused = orders.restore(pattern -> Optional.empty()).control();
        assertThat(paused.paused().orElseThrow().text())
                .contains(folder.resolve("orders.unreadable").toString())
                .contains("which weights an operator had set")
                .contains("then resume");
        assertThat(file).as("nothing has replaced it yet").exists();
        orders.accept(paused.log(LogLevel.DEBUG, FOR_GOOD));
        orders.accept(paused.log(LogLevel.INFO, FOR_GOOD));
        assertThat(folder.resolve("orders.unreadable")).hasContent("{\"suspended\": {\"www\"");
        assertThat(restarted(AFTER, Optional.empty()).control().paused().map(Note::reason))
                .as("and after another restart")
                .isEqualTo(paused.paused().map(Note::reason));
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
    void no_order_waits_long_for_a_file_that_hangs_and_that_is_told_until_it_answers() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        Scheduler worker = Schedulers.fromExecutor(waiting::add);
        VirtualTimeScheduler timer = VirtualTimeScheduler.create();
        Control paused = Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD);
        KeptOrders orders =
                new KeptOrders(folder.resolve("orders"), paused, worker, timer, told::add, Optional.empty());
        List<Plan> answers = new ArrayList<>();
        orders.waitedFor(answering(orders, paused)).obey(PAUSE).subscribe(answers::add);
        timer.advanceTimeBy(AuditLog.PATIENCE);
        assertThat(answers).hasSize(1);
        assertThat(told).hasSize(1);
        assertThat(told.get(0).orElseThrow()).contains("does not answer within 2s");
        waiting.forEach(Runnable::run);
        assertThat(told).hasSize(2).last().isEqualTo(Optional.empty());
    }

    private static final Signed PAUSE =
            new Signed(new Order.Pause(Optional.empty()), "alice", "127.0.0.1", "deploy", Optional.empty());

    private static Operations answering(KeptOrders orders, Control control) {
        Plan plan = Plan.of(control, control);
        return new Operations() {
            @Override
            public Mono<Plan> preview(Signed signed) {
                return Mono.just(plan);
            }

            @Override
            public Mono<Plan> obey(Signed signed) {
                return Mono.fromRunnable(() -> orders.accept(control)).thenReturn(plan);
            }
        };
    }

    @Test
    void an_order_is_answered_when_it_is_in_the_file() {
        Scheduler worker = Schedulers.newSingle("orders");
        try {
            Path file = folder.resolve("orders");
            KeptOrders orders = new KeptOrders(
                    file, Control.of(BEFORE, Mode.ACT), worker, Schedulers.parallel(), told::add, Optional.empty());
            Control paused = Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD);
            Boolean written = orders.waitedFor(answering(orders, paused))
                    .obey(PAUSE)
                    .map(done -> Files.exists(file))
                    .block(Duration.ofSeconds(20));
            assertThat(Objects.requireNonNull(written)).isTrue();
        } finally {
            worker.dispose();
        }
    }

    @Test
    void of_many_changes_at_once_one_write_waits_and_the_file_has_them_all() {
        Deque<Runnable> waiting = new ArrayDeque<>();
        Scheduler worker = Schedulers.fromExecutor(waiting::add);
        KeptOrders orders = new KeptOrders(
                folder.resolve("orders"),
                Control.of(BEFORE, Mode.ACT),
                worker,
                Schedulers.parallel(),
                told::add,
                Optional.empty());
        for (int number = 0; number < 10_000; number++) {
            orders.accept(edited("www" + number, BEFORE));
        }
        orders.accept(Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD));
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        orders.accept(new Suspension(BEFORE, "www17", Optional.empty()));
        assertThat(waiting).hasSize(1);
        waiting.remove().run();
        Standing after = restarted(AFTER, Optional.empty());
        assertThat(after.suspended()).hasSize(9_999).doesNotContainKey("www17");
        assertThat(after.control().paused()).isPresent();
    }

    private static final Baseline WEIGHTS = new Baseline(
            NOON,
            "pid 7",
            new TreeMap<>(Map.of("green", new Baseline.OfRoute(100, 2, 2, Map.of("green-1", 50, "green-2", 50)))),
            Optional.of("web-1"));

    private final VirtualTimeScheduler later = VirtualTimeScheduler.create();

    private KeptOrders ahead(Control fresh, String balancer) {
        return new KeptOrders(
                folder.resolve("orders"),
                fresh,
                Schedulers.immediate(),
                later,
                told::add,
                Optional.of(new WriteAhead(folder.resolve("audit"), balancer)));
    }

    private SortedMap<String, Remains> left(Mode mode, String balancer) {
        return ahead(Control.of(AFTER, mode), balancer)
                .restore(pattern -> Optional.empty())
                .left();
    }

    private Remains www(Mode mode) {
        return Objects.requireNonNull(left(mode, "one").get("www"));
    }

    private static Decision.Reweigh write(String id) {
        return new Decision.Reweigh(
                id,
                BEFORE,
                "web",
                "www",
                new Reason(Reason.Code.DRIFT, "test"),
                List.of(),
                Map.of("green", 100),
                Weights.of(Map.of("green", 90)));
    }

    private void written(String id, String balancer) throws IOException {
        Files.writeString(
                folder.resolve("audit"),
                AuditLog.text(Lines.write(write(id), BEFORE, balancer)) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private void applied() throws IOException {
        String line = """
                {"event":"write_ended","decision_id":"web-2","endpoint":"www","result":"applied","at":"2026-01-01T11:00:00Z"}
                """;
        Files.writeString(folder.resolve("audit"), line, StandardOpenOption.APPEND);
    }

    @Test
    void weights_are_kept_a_little_later_than_they_change_and_at_once_with_an_edit() {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        assertThat(left(Mode.ACT, "one")).isEmpty();
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(left(Mode.ACT, "one")).containsExactly(Map.entry("www", new Remains(WEIGHTS)));
        orders.accept(new Rebased(BEFORE, "www", Optional.empty()));
        orders.accept(edited("api", BEFORE));
        assertThat(left(Mode.ACT, "one")).isEmpty();
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        orders.keep();
        assertThat(left(Mode.ACT, "one")).as("at a stop").hasSize(1);
        orders.accept(edited("www", BEFORE));
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS.after(Optional.of("web-2")))));
        assertThat(www(Mode.ACT))
                .as("of an edit, which is told before them")
                .isEqualTo(new Remains(WEIGHTS.after(Optional.of("web-2"))));
    }

    @Test
    void a_start_after_the_time_of_an_order_was_up_keeps_the_weights_that_were_left() {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        orders.accept(Control.of(BEFORE, Mode.ACT)
                .pause(new Note("bob", "drain", BEFORE, Optional.of(BEFORE.plus(Duration.ofSeconds(60))))));
        orders.keep();
        assertThat(left(Mode.ACT, "one")).containsOnlyKeys("www");
        assertThat(left(Mode.ACT, "one")).as("killed before the first reading").containsOnlyKeys("www");
    }

    @Test
    void weights_of_another_balancer_count_for_nothing() {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(left(Mode.ACT, "two")).isEmpty();
        assertThat(left(Mode.ACT, "one")).hasSize(1);
    }

    @Test
    void weights_are_kept_in_every_mode_and_with_them_what_was_proposed_last() {
        Decision.Reweigh proposal = write("web-5");
        Baseline proposed = new Baseline(NOON, "pid 7", WEIGHTS.routes(), Optional.of("web-1"), Optional.of(proposal));
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.PROPOSE), "one");
        orders.accept(new Rebased(BEFORE, "www", Optional.of(proposed)));
        later.advanceTimeBy(KeptOrders.LAG);
        for (Mode mode : Mode.values()) {
            Decision.Reweigh left =
                    www(mode).baseline().orElseThrow().proposed().orElseThrow();
            assertThat(left.weights()).isEqualTo(proposal.weights());
            assertThat(left.reason()).isEqualTo(proposal.reason());
            assertThat(left.at().wall()).isEqualTo(BEFORE.wall());
            assertThat(left.at().beforeStart()).isTrue();
        }
    }

    @Test
    void a_proposal_that_nobody_can_have_made_is_a_file_that_cannot_be_read_and_the_agent_starts_paused()
            throws IOException {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.PROPOSE), "one");
        orders.accept(new Rebased(
                BEFORE,
                "www",
                Optional.of(new Baseline(
                        NOON, "pid 7", WEIGHTS.routes(), Optional.of("web-1"), Optional.of(write("web-5"))))));
        later.advanceTimeBy(KeptOrders.LAG);
        Path file = folder.resolve("orders");
        String whole = Files.readString(file);
        for (String broken : List.of(
                whole.replace("\"green\" : 90", "\"blue\" : 90"),
                whole.replace("\"green\" : 90", "\"green\" : -90"),
                whole.replaceFirst("\"decision_id\" : \"web-5\"", "\"decision_id\" : null"),
                whole.replaceFirst("(\"at\" : )\"[^\"]*\"", "$1\"noon\""))) {
            assertThat(broken).isNotEqualTo(whole);
            Files.writeString(file, broken);
            Standing standing = ahead(Control.of(AFTER, Mode.ACT), "one").restore(pattern -> Optional.empty());
            assertThat(standing.control().paused()).as(broken).isPresent();
        }
    }

    @Test
    void the_same_weights_proposed_again_are_worth_no_file() throws IOException {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.PROPOSE), "one");
        for (String id : List.of("web-5", "web-6")) {
            Baseline proposed =
                    new Baseline(NOON, "pid 7", WEIGHTS.routes(), Optional.of("web-1"), Optional.of(write(id)));
            orders.accept(new Rebased(BEFORE, "www", Optional.of(proposed)));
            later.advanceTimeBy(KeptOrders.LAG);
        }
        assertThat(folder.resolve("orders")).content().contains("web-5").doesNotContain("web-6");
    }

    @Test
    void
            proposals_that_nobody_follows_are_no_file_with_each_poll_and_weights_that_change_meanwhile_do_not_wait_for_them() {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.PROPOSE), "one");
        orders.accept(proposing("www", 90));
        later.advanceTimeBy(KeptOrders.LAG);
        for (int weight = 89; weight > 86; weight--) {
            orders.accept(proposing("www", weight));
            later.advanceTimeBy(KeptOrders.LAG);
        }
        assertThat(proposed()).isEqualTo(90);
        orders.accept(new Rebased(BEFORE, "api", Optional.of(WEIGHTS)));
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(left(Mode.PROPOSE, "one")).containsOnlyKeys("api", "www");
        assertThat(proposed()).as("as it is when there is a file").isEqualTo(87);
        orders.accept(proposing("www", 70));
        later.advanceTimeBy(KeptOrders.UNFOLLOWED);
        assertThat(proposed()).isEqualTo(70);
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(www(Mode.ACT).baseline().orElseThrow().proposed())
                .as("the agent acts by now")
                .isEmpty();
    }

    private static Rebased proposing(String pattern, int weight) {
        Decision.Reweigh some = write("web-5");
        Decision.Reweigh proposal = new Decision.Reweigh(
                some.id(),
                some.at(),
                some.policy(),
                pattern,
                some.reason(),
                List.of(),
                some.base(),
                Weights.of(Map.of("green", weight)));
        return new Rebased(
                BEFORE,
                pattern,
                Optional.of(
                        new Baseline(NOON, "pid 7", WEIGHTS.routes(), Optional.of("web-1"), Optional.of(proposal))));
    }

    private int proposed() {
        return www(Mode.PROPOSE)
                .baseline()
                .orElseThrow()
                .proposed()
                .orElseThrow()
                .weights()
                .of("green");
    }

    @Test
    void weights_that_change_after_a_rest_are_kept_at_once_so_that_a_kill_soon_after_the_start_finds_some() {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        later.advanceTimeBy(KeptOrders.LAG);
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        later.advanceTimeBy(KeptOrders.SOON);
        assertThat(left(Mode.ACT, "one")).containsOnlyKeys("www");
        orders.accept(new Rebased(BEFORE, "api", Optional.of(WEIGHTS)));
        later.advanceTimeBy(KeptOrders.SOON);
        assertThat(left(Mode.ACT, "one")).as("not each change is worth a file").containsOnlyKeys("www");
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(left(Mode.ACT, "one")).containsOnlyKeys("api", "www");
    }

    @Test
    void what_was_written_after_the_weights_were_kept_is_read_from_the_audit_log() throws IOException {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        later.advanceTimeBy(KeptOrders.LAG);
        written("web-1", "one");
        written("web-9", "two");
        assertThat(www(Mode.ACT).baseline()).contains(WEIGHTS);
        assertThat(www(Mode.ACT).unsure()).isEmpty();
        written("web-2", "one");
        assertThat(www(Mode.ACT))
                .satisfies(remains -> assertThat(
                                remains.unsure().orElseThrow().decision().id())
                        .isEqualTo("web-2"));
    }

    @Test
    void a_write_of_an_earlier_run_is_accounted_for_when_an_endpoint_begins_anew() throws IOException {
        written("web-1", "one");
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        Remains left = Objects.requireNonNull(
                orders.restore(pattern -> Optional.empty()).left().get("www"));
        assertThat(left.baseline())
                .as("what must be found is not known, but what was written counts")
                .isEmpty();
        assertThat(left.last().orElseThrow().decision().id()).isEqualTo("web-1");
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS.after(Optional.empty()))));
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(www(Mode.ACT).baseline()).contains(WEIGHTS);
        assertThat(www(Mode.ACT).unsure()).isEmpty();
    }

    @Test
    void where_the_audit_log_cannot_be_read_no_weights_are_judged_by_and_those_of_this_runs_writes_kept()
            throws IOException {
        Files.createDirectory(folder.resolve("audit"));
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        orders.restore(pattern -> Optional.empty());
        orders.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        orders.accept(new Rebased(BEFORE, "api", Optional.of(WEIGHTS.after(Optional.empty()))));
        later.advanceTimeBy(KeptOrders.LAG);
        assertThat(left(Mode.ACT, "one")).isEmpty();
        Files.delete(folder.resolve("audit"));
        assertThat(left(Mode.ACT, "one"))
                .as("of the other one the log may have a newer write than what is kept knows of")
                .containsOnlyKeys("www");
    }

    @Test
    void what_the_log_told_at_a_start_is_kept_also_of_an_endpoint_that_is_not_there_yet() throws IOException {
        KeptOrders first = ahead(Control.of(BEFORE, Mode.ACT), "one");
        first.accept(new Rebased(BEFORE, "www", Optional.of(WEIGHTS)));
        first.keep();
        written("web-2", "one");
        applied();
        KeptOrders second = ahead(Control.of(BEFORE, Mode.ACT), "one");
        Remains left = Objects.requireNonNull(
                second.restore(pattern -> Optional.empty()).left().get("www"));
        second.keep();
        Files.delete(folder.resolve("audit")); // as when its lines were rotated away long since
        assertThat(www(Mode.ACT).baseline()).isEqualTo(left.baseline());
        assertThat(left.baseline().orElseThrow().lastWrite()).contains("web-2");
    }

    @Test
    void what_is_told_late_of_an_endpoint_that_a_reload_took_away_leaves_the_weights_of_the_others() {
        KeptOrders orders = ahead(Control.of(BEFORE, Mode.ACT), "one");
        Baseline reloaded = new Baseline(NOON, "pid 8", WEIGHTS.routes(), Optional.empty());
        orders.accept(new Rebased(BEFORE, "gone", Optional.of(WEIGHTS)));
        orders.accept(seen("pid 8"));
        orders.accept(new Rebased(BEFORE, "www", Optional.of(reloaded)));
        orders.keep();
        assertThat(left(Mode.ACT, "one")).as("a reload takes the old ones away").containsOnlyKeys("www");
        orders.accept(new Rebased(BEFORE, "gone", Optional.of(WEIGHTS.after(Optional.of("gone-1")))));
        orders.keep();
        assertThat(left(Mode.ACT, "one")).containsKey("www");
    }

    private static Observation.Seen seen(String incarnation) {
        return new Observation.Seen(1, BEFORE, BEFORE, 0, new Snapshot("haproxy", incarnation, List.of(), List.of()));
    }

    @Test
    void a_file_that_could_not_be_written_is_tried_again_without_another_order() throws IOException {
        Path file = folder.resolve("missing/orders");
        KeptOrders orders = new KeptOrders(
                file, Control.of(BEFORE, Mode.ACT), Schedulers.immediate(), later, told::add, Optional.empty());
        orders.accept(Control.of(BEFORE, Mode.ACT).pause(FOR_GOOD));
        later.advanceTimeBy(KeptOrders.AGAIN);
        assertThat(told).hasSize(1);
        Files.createDirectory(folder.resolve("missing"));
        later.advanceTimeBy(KeptOrders.AGAIN);
        assertThat(told).hasSize(2).last().isEqualTo(Optional.empty());
        assertThat(file).content().contains("alice");
    }

    /** A crash between two renames would leave none, and the next start would not be paused. */
    @Test
    void a_file_that_cannot_be_read_stays_where_it_is_until_another_takes_its_place() throws IOException {
        Path file = Files.writeString(folder.resolve("orders"), "{");
        Path aside = Files.writeString(folder.resolve("aside"), "an earlier one");
        OrdersFile.setAside(file, aside);
        assertThat(file).hasContent("{");
        assertThat(aside).hasContent("{");
    }

    @Test
    void weights_that_cannot_be_read_are_a_file_that_cannot_be_read() throws IOException {
        for (String weights : List.of(
                "{\"balancer\": \"one\", \"endpoints\": {\"www\": {\"since\": \"noon\", \"incarnation\": \"\", \"routes\": {}}}}",
                "{\"balancer\": \"one\"}",
                "{\"endpoints\": {}}")) {
            Files.writeString(
                    folder.resolve("orders"),
                    "{\"mode\":null,\"mode_by\":null,\"paused\":null,"
                            + "\"paused_policies\":{},\"held\":{},\"suspended\":{},\"weights\":" + weights + "}");
            assertThat(ahead(Control.of(AFTER, Mode.ACT), "one")
                            .restore(pattern -> Optional.empty())
                            .control()
                            .paused())
                    .as(weights)
                    .isPresent();
        }
    }
}
