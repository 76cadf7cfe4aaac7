package io.steelyard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.actuator.DryRun;
import io.steelyard.guard.OperatorDecision;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Outcome;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.testing.Scene;
import java.io.BufferedReader;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

class AuditLogTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of(".");

    private final Scene scene =
            new Scene().route("a", 1, 1, 1, 1).route("b", 1, 1, 1, 1).poll();
    private final Note note = new Note("alice", "deploy", scene.now(), Optional.empty());
    private final VirtualTimeScheduler timer = VirtualTimeScheduler.create();
    private int obeyed;

    private final Operations operations = new Operations() {
        @Override
        public Mono<Plan> preview(Signed signed) {
            Control before = Control.of(scene.now(), Mode.ACT);
            return Mono.just(Plan.of(before, before.pause(note)));
        }

        @Override
        public Mono<Plan> obey(Signed signed) {
            return Mono.defer(() -> {
                obeyed++;
                return preview(signed);
            });
        }
    };

    private AuditLog log(Path file) {
        return new AuditLog(file, Schedulers.immediate(), timer);
    }

    private Decision.Reweigh decision() {
        return OperatorDecision.decide(scene.history(), Map.of("a", 5), note, Scene.PERMILLE);
    }

    private static Signed signed(Order order) {
        return new Signed(order, "alice", "127.0.0.1:5", "deploy", Optional.empty());
    }

    @Test
    void a_write_has_a_line_before_it_and_one_after_it() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        Outcome outcome = new AuditedGate(log(file), new DryRun(scene::now), scene::now, "test")
                .apply(decision())
                .block(PATIENCE);
        assertThat(outcome).isInstanceOf(Outcome.Rehearsed.class);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        JsonNode before = new ObjectMapper().readTree(lines.get(0));
        assertThat(before.path("event").asText()).isEqualTo("write");
        assertThat(before.path("before").toString()).isEqualTo("{\"a\":1,\"b\":1}");
        assertThat(before.path("after").toString()).isEqualTo("{\"a\":5,\"b\":1}");
        assertThat(before.path("reason").asText()).isEqualTo("by_hand: by alice: deploy");
        assertThat(new ObjectMapper().readTree(lines.get(1)).path("result").asText())
                .isEqualTo("rehearsed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .doesNotEndWith("r--")
                .startsWith("rw-");
    }

    @Test
    void without_its_line_nothing_is_written_to_the_balancer() {
        Outcome outcome = new AuditedGate(
                        log(folder),
                        decision -> {
                            throw new AssertionError("must not be asked");
                        },
                        scene::now,
                        "test")
                .apply(decision())
                .block(PATIENCE);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(Outcome.Refusal.UNAUDITED));
    }

    @Test
    void a_write_that_is_in_force_is_told_so_also_when_the_agent_stops_before_its_last_line() {
        Scheduler worker = Schedulers.newSingle("audit");
        AuditLog log = new AuditLog(folder.resolve("audit.jsonl"), worker, Schedulers.parallel());
        DryRun gate = new DryRun(scene::now);
        Outcome outcome = new AuditedGate(
                        log, decision -> gate.apply(decision).doOnNext(written -> worker.dispose()), scene::now, "test")
                .apply(decision())
                .block(PATIENCE);
        assertThat(outcome).isInstanceOf(Outcome.Rehearsed.class);
    }

    @Test
    void an_order_is_written_down_with_who_and_why_before_it_is_obeyed() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        new AuditedOperations(log(file), operations, scene::now)
                .obey(signed(new Order.Resume(Optional.of("web"))))
                .block(PATIENCE);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0))
                .contains("\"event\":\"order\"", "\"order\":\"resume\"", "\"who\":\"alice\"", "\"target\":\"web\"")
                .contains("\"from\":\"127.0.0.1:5\"", "\"reason\":\"deploy\"", "\"paused\":\"by alice: deploy\"");
        assertThat(lines.get(1)).contains("\"event\":\"order_ended\"", "\"result\":\"done\"");
    }

    @Test
    void every_kind_of_order_is_written_down_and_none_but_to_pause_is_obeyed_where_that_fails() throws Exception {
        List<Order> orders = List.of(
                new Order.Pause(Optional.of("web")),
                new Order.Resume(Optional.empty()),
                new Order.SetMode(Mode.OBSERVE),
                new Order.SetLogLevel(LogLevel.DEBUG),
                new Order.Run(),
                new Order.Shape("www", Map.of("a", 1)),
                new Order.Revert("www"),
                new Order.Rearm("www"));
        assertThat(orders.stream().<Class<?>>map(Order::getClass))
                .as("all that there are")
                .containsAll(kinds(Order.class));
        for (Order order : orders) {
            Path file = folder.resolve(order.name() + ".jsonl");
            new AuditedOperations(log(file), operations, scene::now)
                    .obey(signed(order))
                    .block(PATIENCE);
            assertThat(Files.readAllLines(file))
                    .hasSize(2)
                    .allMatch(line -> line.contains("\"order\":\"" + order.name() + "\""))
                    .allMatch(line -> line.contains("\"who\":\"alice\""));
            int before = obeyed;
            AuditedOperations unwritable = new AuditedOperations(log(folder), operations, scene::now);
            if (order instanceof Order.Pause) {
                unwritable.obey(signed(order)).block(PATIENCE);
                assertThat(obeyed).isEqualTo(before + 1);
            } else {
                assertThatThrownBy(() -> unwritable.obey(signed(order)).block(PATIENCE))
                        .isInstanceOf(OrderRefusedException.class);
                assertThat(obeyed).as(order.name()).isEqualTo(before);
            }
        }
    }

    private static List<Class<?>> kinds(Class<?> sealed) {
        return sealed.isSealed()
                ? Arrays.stream(sealed.getPermittedSubclasses())
                        .flatMap(each -> kinds(each).stream())
                        .toList()
                : List.of(sealed);
    }

    /** As an open file does on a share that hangs. */
    private AuditLog hanging() {
        return new AuditLog(folder.resolve("audit.jsonl"), Schedulers.fromExecutor(never -> {}), timer);
    }

    @Test
    void a_pause_is_in_force_before_its_line_is_written_and_the_answer_does_not_wait_for_a_file_that_hangs() {
        AuditedOperations audited = new AuditedOperations(hanging(), operations, scene::now);
        List<Plan> answers = new ArrayList<>();
        audited.obey(signed(new Order.Pause(Optional.empty()))).subscribe(answers::add);
        assertThat(obeyed).as("at once").isEqualTo(1);
        assertThat(answers).isEmpty();

        timer.advanceTimeBy(AuditLog.PATIENCE);
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).text().orElseThrow())
                .startsWith("in force, but not all of it is in the audit log: audit.file: ")
                .contains("does not answer within 2s");
    }

    @Test
    void while_the_file_hangs_no_other_order_is_obeyed_and_nothing_is_written_to_the_balancer() {
        List<Throwable> refused = new ArrayList<>();
        new AuditedOperations(hanging(), operations, scene::now)
                .obey(signed(new Order.Rearm("www")))
                .subscribe(plan -> {}, refused::add);
        List<Outcome> outcomes = new ArrayList<>();
        new AuditedGate(
                        hanging(),
                        decision -> {
                            throw new AssertionError("must not be asked");
                        },
                        scene::now,
                        "test")
                .apply(decision())
                .subscribe(outcomes::add);
        timer.advanceTimeBy(AuditLog.PATIENCE);
        assertThat(refused).singleElement().isInstanceOf(OrderRefusedException.class);
        assertThat(obeyed).isZero();
        assertThat(outcomes)
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.text().orElseThrow())
                        .startsWith("unaudited: nothing is changed without its line")
                        .contains("does not answer within 2s"));
    }

    @Test
    @RequiresProgram("mkfifo")
    void behind_a_line_that_hangs_the_next_ones_do_not_wait_until_it_is_through() throws Exception {
        Path pipe = pipe();
        Scheduler worker = Schedulers.newSingle("hanging", true);
        try {
            AuditLog log = new AuditLog(pipe, worker, timer);
            List<Throwable> refused = new CopyOnWriteArrayList<>();
            append(log, refused);
            await().until(() -> isOpening("hanging"));
            timer.advanceTimeBy(AuditLog.PATIENCE);
            assertThat(refused).hasSize(1);
            append(log, refused);
            await("no time passes").until(() -> refused.size() == 2);
            assertThat(refused)
                    .allSatisfy(fault -> assertThat(fault).hasMessageContaining("does not answer within 2s"));
            try (BufferedReader reader = Files.newBufferedReader(pipe)) {
                assertThat(reader.readLine()).as("what was given up").isNull();
            }
            Files.delete(pipe);
            await().ignoreExceptions().until(() -> {
                log.append(Lines.write(decision(), scene.now(), "test")).block(PATIENCE);
                return true;
            });
            assertThat(Files.readAllLines(pipe)).hasSize(1);
        } finally {
            worker.dispose();
        }
    }

    @Test
    @RequiresProgram("mkfifo")
    void a_clock_of_day_that_is_set_forward_makes_no_line_one_that_hangs() throws Exception {
        Path pipe = pipe();
        Scheduler worker = Schedulers.newSingle("adjusted", true);
        try {
            AtomicLong day = new AtomicLong();
            AuditLog log = new AuditLog(pipe, worker, new TwoClocks(timer, day));
            List<Throwable> refused = new ArrayList<>();
            append(log, refused);
            await().until(() -> isOpening("adjusted"));
            day.set(Duration.ofHours(1).toMillis());
            append(log, refused);
            assertThat(refused).as("it waits").isEmpty();
            try (BufferedReader reader = Files.newBufferedReader(pipe)) {
                assertThat(reader.readLine()).contains("\"event\":\"write\"");
            }
        } finally {
            worker.dispose();
        }
    }

    /** As those of the library: from milliseconds on it says the time of day. */
    private record TwoClocks(Scheduler timer, AtomicLong day) implements Scheduler {

        @Override
        public long now(TimeUnit unit) {
            return unit.compareTo(TimeUnit.MILLISECONDS) >= 0
                    ? unit.convert(day.get(), TimeUnit.MILLISECONDS)
                    : timer.now(unit);
        }

        @Override
        public Disposable schedule(Runnable task) {
            return timer.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return timer.schedule(task, delay, unit);
        }

        @Override
        public Worker createWorker() {
            return timer.createWorker();
        }
    }

    /** Nobody reads from it. */
    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    private void append(AuditLog log, List<Throwable> refused) {
        log.append(Lines.write(decision(), scene.now(), "test")).subscribe(none -> {}, refused::add);
    }

    private static boolean isOpening(String thread) {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getName().startsWith(thread))
                .flatMap(each -> Arrays.stream(each.getValue()))
                .anyMatch(frame -> frame.getClassName().equals(FileChannel.class.getName()));
    }

    @Test
    void that_no_line_can_be_written_is_told_once_with_path_and_error_until_one_can() throws Exception {
        Path file = Files.createDirectory(folder.resolve("audit.jsonl"));
        List<Optional<String>> told = new ArrayList<>();
        AuditedGate gate = new AuditedGate(
                new AuditLog(file, Schedulers.immediate(), timer, told::add),
                new DryRun(scene::now),
                scene::now,
                "test");
        gate.apply(decision()).block(PATIENCE);
        gate.apply(decision()).block(PATIENCE);
        assertThat(told)
                .singleElement()
                .satisfies(why -> assertThat(why.orElseThrow())
                        .isEqualTo("audit.file: " + file + " cannot be written: FileSystemException " + file
                                + ": Is a directory"));

        Files.delete(file);
        gate.apply(decision()).block(PATIENCE);
        assertThat(told).hasSize(2).last().isEqualTo(Optional.empty());
    }

    @Test
    void that_no_line_can_be_written_is_told_before_one_is_and_so_is_the_end_of_it() throws Exception {
        Path file = Files.createDirectory(folder.resolve("audit.jsonl"));
        List<Optional<String>> told = new ArrayList<>();
        Disposable watched = new AuditLog(file, Schedulers.immediate(), timer, told::add)
                .watch()
                .subscribe();
        timer.advanceTime();
        assertThat(told)
                .singleElement()
                .satisfies(why -> assertThat(why.orElseThrow()).endsWith(file + ": Is a directory"));
        timer.advanceTimeBy(AuditLog.AGAIN.multipliedBy(3));
        assertThat(told).as("once").hasSize(1);

        Files.delete(file);
        timer.advanceTimeBy(AuditLog.AGAIN);
        assertThat(told).hasSize(2).last().isEqualTo(Optional.empty());
        assertThat(folder).as("nothing is left behind").isEmptyDirectory();
        watched.dispose();
    }

    @Test
    void a_device_without_room_is_told_before_a_line_is_wanted() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "this system has no /dev/full");
        List<Optional<String>> told = new ArrayList<>();
        Disposable watched = new AuditLog(full, Schedulers.immediate(), timer, told::add)
                .watch()
                .subscribe();
        timer.advanceTime();
        assertThat(told)
                .singleElement()
                .satisfies(why -> assertThat(why.orElseThrow())
                        .isEqualTo("audit.file: /dev/full cannot be written: IOException No space left on device"));
        watched.dispose();
    }

    @Test
    void a_file_that_can_be_written_is_left_as_it_is_also_in_a_folder_that_is_closed() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path file = Files.writeString(closed.resolve("audit.jsonl"), "{}\n");
        Files.createDirectories(
                closed.resolve("audit.jsonl.probe/not-empty")); // what keeps everybody from making a file there
        List<Optional<String>> told = new ArrayList<>();
        Disposable watched = new AuditLog(file, Schedulers.immediate(), timer, told::add)
                .watch()
                .subscribe();
        timer.advanceTimeBy(AuditLog.AGAIN);
        assertThat(told).isEmpty();
        assertThat(file).hasContent("{}\n");
        watched.dispose();
    }

    @Test
    void a_fault_that_only_a_line_has_met_ends_with_a_line() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        AtomicBoolean cut = new AtomicBoolean(true);
        List<Optional<String>> told = new ArrayList<>();
        Scheduler worker = Schedulers.fromExecutor(task -> {
            if (!cut.get()) {
                task.run();
            }
        });
        AuditLog log = new AuditLog(file, worker, timer, told::add);
        append(log, new ArrayList<>());
        timer.advanceTimeBy(AuditLog.PATIENCE);
        assertThat(told).hasSize(1);
        cut.set(false);
        Disposable watched = log.watch().subscribe();
        timer.advanceTimeBy(AuditLog.AGAIN.multipliedBy(2));
        assertThat(told).hasSize(1);
        log.append(Lines.write(decision(), scene.now(), "test")).block(PATIENCE);
        assertThat(told).hasSize(2);
        watched.dispose();
    }

    @Test
    void an_order_that_is_not_obeyed_stands_in_the_log_as_its_line_would_have_been() {
        Logger logger = (Logger) LoggerFactory.getLogger(AuditedOperations.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            AuditedOperations audited = new AuditedOperations(log(folder), operations, scene::now);
            assertThatThrownBy(() -> audited.obey(signed(new Order.Shape("www", Map.of("a", 1))))
                            .block(PATIENCE))
                    .isInstanceOf(OrderRefusedException.class);
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage())
                        .contains("; not obeyed: {", "\"order\":\"shape\"", "\"target\":\"www\"", "\"who\":\"alice\"")
                        .doesNotContain("Signed["));
    }

    @Test
    @RequiresProgram("mkfifo")
    void what_takes_the_place_of_a_pipe_that_nobody_reads_is_written_while_a_line_still_hangs_in_the_pipe()
            throws Exception {
        Path pipe = pipe();
        Path aside = folder.resolve("aside");
        Scheduler worker = Schedulers.newSingle("stuck", true);
        try {
            AuditLog log = new AuditLog(pipe, worker, timer);
            List<Throwable> refused = new CopyOnWriteArrayList<>();
            append(log, refused);
            await().until(() -> isOpening("stuck"));
            timer.advanceTimeBy(AuditLog.PATIENCE);
            for (int attempt = 1; attempt < 10; attempt++) { // as many as it takes to use up every thread
                append(log, refused);
            }
            await().until(() -> refused.size() == 10);
            assertThat(refused)
                    .allSatisfy(fault -> assertThat(fault).hasMessageContaining("does not answer within 2s"));
            Files.move(pipe, aside);
            log.append(Lines.write(decision(), scene.now(), "test")).block(PATIENCE);
            assertThat(Files.readAllLines(pipe)).hasSize(1);
        } finally {
            worker.dispose();
            Files.newBufferedReader(aside).close(); // lets the line go that hangs
        }
    }

    @Test
    void without_its_line_no_order_is_obeyed_but_to_pause() {
        AuditedOperations audited = new AuditedOperations(log(folder), operations, scene::now);
        assertThatThrownBy(() -> audited.obey(signed(new Order.Rearm("www"))).block(PATIENCE))
                .isInstanceOf(OrderRefusedException.class)
                .hasMessageContaining("the audit log cannot be written")
                .hasMessageContaining("audit.file: " + folder + " cannot be written: ");
        assertThat(obeyed).isZero();
        audited.obey(signed(new Order.Pause(Optional.empty()))).block(PATIENCE);
        assertThat(obeyed).isEqualTo(1);
    }

    @Test
    void lines_are_appended_and_one_that_was_cut_off_does_not_spoil_the_next() throws Exception {
        Path file = Files.writeString(folder.resolve("audit.jsonl"), "{\"cut");
        log(file).append(Lines.write(decision(), scene.now(), "test")).block(PATIENCE);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2).first().isEqualTo("{\"cut");
        assertThat(new ObjectMapper().readTree(lines.get(1)).path("event").asText())
                .isEqualTo("write");
    }
}
