package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** In a process of its own, because exit codes and shutdown hooks are of the process. */
class LifetimeTest {

    private final List<Process> started = new ArrayList<>();

    /** A program that lives as its argument says and ends as a command does. */
    static final class Life {

        private Life() {}

        public static void main(String[] args) {
            Mono<Void> ended = args[0].equals("fails") ? Mono.error(new IllegalStateException("broken")) : Mono.never();
            Optional<Duration> limit = args[0].equals("short") ? Optional.of(Duration.ofMillis(1)) : Optional.empty();
            Mono<Void> stop = Mono.fromRunnable(() -> System.out.println("stopped"));
            try {
                // Subscribed to when the hook is in place.
                Lifetime.last(ended.doOnSubscribe(work -> System.out.println("up")), stop, limit);
            } catch (IllegalStateException broken) {
                System.exit(1);
            }
            System.exit(0);
        }
    }

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void a_failure_is_told_by_the_exit_code() throws Exception {
        assertThat(exitCode(start("fails"))).isEqualTo(1);
    }

    @Test
    void the_end_of_the_time_is_a_success() throws Exception {
        Process process = start("short");
        assertThat(exitCode(process)).isZero();
        assertThat(process.inputReader().lines()).containsExactly("up", "stopped");
    }

    @Test
    void a_signal_stops_the_work_and_is_a_success() throws Exception {
        Process process = start("forever");
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        process.toHandle().destroy(); // the other way closes the output before it is read
        assertThat(exitCode(process)).isZero();
        assertThat(process.inputReader().lines()).containsExactly("stopped");
    }

    private Process start(String how) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Life.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(process);
        return process;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
