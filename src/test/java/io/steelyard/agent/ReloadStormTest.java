package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.web.View;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole agent whose configuration is read again a thousand times, every other time a broken one. */
class ReloadStormTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int RELOADS = 1000;

    @TempDir
    private Path folder;

    private Path file = Path.of("s.yaml");

    private void write(int number) throws IOException {
        String text = """
                balancer: {type: simulator, simulator: {scenario: uneven, seed: 1, speed: 1}}
                poll: {interval: 100ms, timeout: 100ms}
                http: {listen: "127.0.0.1:0"}
                mode: %s
                policies:
                  - name: p%d
                    endpoints: ["www.example.com"]
                    guard: {settle: %d}
                """.formatted(number % 4 == 0 ? "propose" : "act", number, number % 7);
        boolean broken = number % 2 == 1;
        Files.writeString(file, broken ? breakIt(text, number) : text);
    }

    /** Cut off, a wrong value after right ones, another balancer, no text. */
    private static String breakIt(String text, int number) {
        return switch (number / 2 % 4) {
            case 0 -> text.substring(0, text.length() - 5);
            case 1 -> text + "guard: {floor: 7}\n";
            case 2 -> text.replace("seed: 1", "seed: 2");
            default -> "\0";
        };
    }

    @Test
    void a_thousand_reloads_leave_one_whole_configuration_and_nothing_behind() throws Exception {
        file = folder.resolve("s.yaml");
        write(0);
        // What is watched never changes, so that each reload is one that is asked for here.
        ConfigSource source =
                new ConfigSource(folder.resolve("unwatched.yaml"), () -> ConfigLoader.load(file, name -> null));
        Agent agent = new Agent((Loaded.Valid) source.load().get(), source, "test");
        String url =
                "http:/" + Objects.requireNonNull(agent.start().block(LIMIT)).http();
        await().atMost(LIMIT).until(() -> agent.journal().view().good().isPresent());
        String before = metrics(url);
        int threads = Thread.activeCount();

        Set<String> halves = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            while (!over.get()) {
                look(agent.journal().view()).ifPresent(halves::add);
                LockSupport.parkNanos(100_000);
            }
        });
        reader.start();
        for (int number = 1; number <= RELOADS; number++) {
            write(number);
            agent.reload("storm").block(LIMIT);
        }
        over.set(true);
        reader.join(LIMIT.toMillis());

        String after = metrics(url);
        assertThat(halves).isEmpty();
        assertThat(agent.journal().view().settings().policies())
                .singleElement()
                .satisfies(policy -> assertThat(policy.name()).isEqualTo("p" + RELOADS));
        assertThat(after)
                .contains("steelyard_config_reloads_total " + RELOADS)
                .contains("steelyard_config_reload_failures_total " + RELOADS / 2)
                .contains("steelyard_config_last_reload_successful 1.0")
                .contains("policy=\"p" + RELOADS + "\"")
                .doesNotContain("policy=\"p0\"");
        assertThat(after.lines().filter(line -> line.contains("policy=\"")).count())
                .as("series of policies, none of those that are gone")
                .isLessThanOrEqualTo(before.lines()
                                .filter(line -> line.contains("policy=\""))
                                .count()
                        + 30);
        // Shared pools start threads when they need them, a few dozen at most; a thread for each reload would be a
        // leak.
        assertThat(Thread.activeCount()).isLessThan(threads + RELOADS / 20);
        assertThat(agent.journal().view().good()).as("it polls on").isPresent();
        agent.stop().block(LIMIT);
    }

    /** What is shown must be one file: its policy, and that policy as the owner of the endpoint. */
    private static Optional<String> look(View view) {
        String named = view.settings().policies().get(0).name();
        Optional<String> owner = view.settings().owner().apply("www.example.com");
        return owner.equals(Optional.of(named)) ? Optional.empty() : Optional.of(named + " but " + owner);
    }

    private static String metrics(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics"))
                .timeout(LIMIT)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
