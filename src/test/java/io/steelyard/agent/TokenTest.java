package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.Secret;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.testing.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

class TokenTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();

    @TempDir
    private Path folder;

    private Path file;
    private Token token;
    private int writes;

    /** What a worker would do. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("token");
        write("first");
        token = new Token(Secret.in(file), time, Schedulers.fromExecutor(tasks::add));
    }

    @Test
    void asking_does_not_read_the_file() throws IOException {
        write("second");
        assertThat(token.get()).isEqualTo("first");
        assertThat(token.get()).isEqualTo("first");
    }

    @Test
    void a_changed_file_is_used_soon_after_it_was_asked_for() throws IOException {
        write("second");
        token.get();
        work();
        assertThat(token.get()).isEqualTo("second");
    }

    @Test
    void the_file_is_looked_at_once_a_second_at_most() throws IOException {
        token.get();
        work();
        write("second");
        time.pass(SECOND.minusNanos(1));
        token.get();
        work();
        assertThat(token.get()).isEqualTo("first");

        time.pass(Duration.ofNanos(1));
        token.get();
        work();
        assertThat(token.get()).isEqualTo("second");
    }

    @Test
    void a_changed_file_is_used_though_nobody_asked_meanwhile() throws IOException {
        Disposable watch = token.watch(time.scheduler()).subscribe();
        write("second");
        time.pass(SECOND);
        work();
        assertThat(token.get())
                .as("the first that asks, with the token that was withdrawn")
                .isEqualTo("second");
        watch.dispose();
    }

    /** Each of many files would keep a thread for itself, or one that hangs more and more of them. */
    @Test
    void a_watch_takes_no_thread_between_its_looks_and_no_second_one_while_a_look_hangs() throws IOException {
        Disposable watch = token.watch(time.scheduler()).subscribe();
        time.pass(SECOND.minusNanos(1));
        assertThat(tasks).isEmpty();

        time.pass(SECOND.multipliedBy(10));
        assertThat(tasks).hasSize(1);

        work();
        write("second");
        time.pass(SECOND);
        work();
        assertThat(token.get()).isEqualTo("second");
        watch.dispose();
    }

    @Test
    void while_a_look_hangs_those_that_ask_take_no_second_thread() {
        Disposable watch = token.watch(time.scheduler()).subscribe();
        for (int second = 0; second < 10; second++) {
            time.pass(SECOND);
            assertThat(token.get()).isEqualTo("first");
        }
        assertThat(tasks).hasSize(1);
        watch.dispose();
    }

    /** Whoever opens one waits until somebody writes, which may be never. */
    @Test
    @RequiresProgram("mkfifo")
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_pipe_in_place_of_the_file_is_not_waited_for() throws Exception {
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThat(later()).isEqualTo("first");
        Files.delete(file);
        write("third");
        assertThat(later()).isEqualTo("third");
    }

    @Test
    void the_last_good_one_stays_while_the_file_is_gone_or_empty() throws IOException {
        Files.delete(file);
        assertThat(later()).isEqualTo("first");
        write("");
        assertThat(later()).isEqualTo("first");
        write("third");
        assertThat(later()).isEqualTo("third");
    }

    @Test
    void a_file_that_was_caught_while_it_was_written_is_read_once_more() throws IOException {
        write("thi");
        assertThat(later()).isEqualTo("thi");
        FileTime same = Files.getLastModifiedTime(file);
        Files.writeString(file, "third");
        Files.setLastModifiedTime(file, same);
        assertThat(later()).as("in the same tick of the file system's clock").isEqualTo("third");
    }

    @Test
    void a_secret_without_a_file_stays_as_it_is() {
        token = new Token(Secret.of("given"), time, Schedulers.fromExecutor(tasks::add));
        token.watch(time.scheduler()).block(SECOND); // has nothing to watch
        assertThat(later()).isEqualTo("given");
    }

    private void work() {
        assertThat(tasks).hasSizeLessThanOrEqualTo(1);
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private String later() {
        time.pass(SECOND);
        token.get();
        work();
        return token.get();
    }

    /** Each time as if a minute had gone by, whatever the resolution of the file system's times. */
    private void write(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * ++writes)));
    }
}
