package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.steelyard.agent.Reloader.Result;
import io.steelyard.config.Change;
import io.steelyard.config.Config;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.config.Refusal;
import io.steelyard.model.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

class ReloaderTest {

    private static final String FIRST = """
            balancer: {type: backplane, backplane: {url: "https://b.example.com", token: canary-1}}
            guard: {max_step: 0.2}
            """;

    private final List<Config> inForce = new ArrayList<>();
    private final List<Boolean> counted = new ArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Reloader.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private String file = FIRST;
    private final Reloader reloader = new Reloader(
            (Loaded.Valid) load(),
            "s.yaml",
            this::load,
            config -> () -> inForce.add(config),
            (name, refused) -> counted.add(refused.isEmpty()),
            Schedulers.immediate(),
            Schedulers.immediate(),
            () -> Instant.EPOCH);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private Loaded load() {
        return ConfigLoader.parse("s.yaml", file, name -> null);
    }

    private Result reload(String text) {
        file = text;
        return Objects.requireNonNull(reloader.reload("test").block());
    }

    private String logged() {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList()
                .toString();
    }

    @Test
    void a_preview_says_what_would_come_of_it_and_changes_nothing() {
        file = FIRST.replace("0.2", "0.1");
        Result preview = Objects.requireNonNull(reloader.preview().block());
        assertThat(preview.done().good()).isTrue();
        assertThat(preview.done().lines()).contains("guard.max_step: 0.2 -> 0.1");
        file = "nonsense: 1";
        assertThat(Objects.requireNonNull(reloader.preview().block()).done().good())
                .isFalse();
        file = FIRST + "poll: {interval: 2s}\n";
        assertThat(Objects.requireNonNull(reloader.preview().block()).done().lines())
                .singleElement()
                .asString()
                .contains("which takes a restart");
        assertThat(inForce).isEmpty();
        assertThat(counted).isEmpty();
        assertThat(reloader.last()).isEmpty();
        assertThat(logged()).isEqualTo("[]");
    }

    @Test
    void what_came_of_the_last_reload_is_kept_to_be_shown() {
        reload("nonsense: 1");
        assertThat(reloader.last().orElseThrow().good()).isFalse();
        assertThat(reloader.last().orElseThrow().lines()).anyMatch(line -> line.startsWith("s.yaml:1:1: nonsense: "));
        assertThat(reloader.current().config().guard().maxStep()).isEqualTo(0.2);
        reload(FIRST.replace("0.2", "0.1"));
        assertThat(reloader.last().orElseThrow().good()).isTrue();
        assertThat(reloader.last().orElseThrow().why()).isEqualTo("test");
        assertThat(reloader.current().config().guard().maxStep()).isEqualTo(0.1);
    }

    @Test
    void a_changed_file_counts_at_once_and_the_log_says_what_changed() {
        Result result = reload(FIRST.replace("0.2", "0.1") + "mode: act\n");

        assertThat(result)
                .isEqualTo(new Result.Swapped(List.of(
                        new Change("mode", "propose", "act", true),
                        new Change("guard.max_step", "0.2", "0.1", true),
                        new Change("policies[0].guard.max_step", "0.2", "0.1", true))));
        assertThat(inForce)
                .singleElement()
                .satisfies(config -> assertThat(config.mode()).isEqualTo(Mode.ACT));
        assertThat(counted).containsExactly(true);
        assertThat(logged()).contains("mode: propose -> act, guard.max_step: 0.2 -> 0.1");
    }

    @Test
    void the_same_mistakes_are_told_once_in_the_log_and_each_time_to_who_asks() {
        Result first = reload(FIRST + "mode: atc\n");
        Result second = reload(FIRST + "mode: atc\n");
        assertThat(second).isEqualTo(first).isInstanceOf(Result.Refused.class);
        assertThat(counted).containsExactly(false, false);
        assertThat(log.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR, Level.INFO);
        assertThat(logged()).containsOnlyOnce("did you mean act?");

        reload(FIRST);
        reload(FIRST + "mode: atc\n");
        assertThat(log.list).extracting(ILoggingEvent::getLevel).endsWith(Level.INFO, Level.ERROR);
    }

    @Test
    void a_broken_file_changes_nothing_and_every_mistake_is_named() {
        assertThat(reload(FIRST + "mode: atc\npol: {}\n"))
                .isEqualTo(new Result.Refused(
                        List.of(
                                "s.yaml:3:7: mode: \"atc\" is none of observe, propose, act; did you mean act?",
                                "s.yaml:4:1: pol: unknown key; did you mean poll?"),
                        Refusal.MEND));
        assertThat(inForce).isEmpty();
        assertThat(counted).containsExactly(false);
        assertThat(reload(FIRST)).isEqualTo(new Result.Unchanged());
    }

    @Test
    void a_key_that_takes_a_restart_refuses_the_file_whole_and_says_so() {
        Result result = reload(FIRST.replace("b.example.com", "c.example.com") + "mode: act\npoll: {interval: 2s}\n");

        assertThat(result)
                .isEqualTo(new Result.Refused(
                        List.of(
                                "balancer.backplane.url: https://b.example.com -> https://c.example.com, which takes a restart",
                                "poll.interval: 1s -> 2s, which takes a restart"),
                        "restart the agent to take it, or set it back"));
        assertThat(inForce).isEmpty();
        assertThat(counted).containsExactly(false);
    }

    @Test
    void a_key_is_called_as_the_file_has_it_and_told_as_waiting_for_the_restart(@TempDir Path folder)
            throws IOException {
        Path token = Files.writeString(folder.resolve("admin.token"), "canary-3");
        Result result = reload(FIRST + "http: {admin_token_file: '" + token + "'}\naudit: {file: a.jsonl}\n");

        assertThat(result.done().lines())
                .contains("http.admin_token_file: null -> " + token + ", which takes a restart");
        assertThat(reloader.waiting()).contains("http.admin_token_file", "audit.file");
        assertThat(logged()).doesNotContain("canary");
        reload(FIRST);
        assertThat(reloader.waiting()).isEmpty();
    }

    @Test
    void no_secret_is_told_when_it_changes() {
        assertThat(reload(FIRST.replace("canary-1", "canary-2")))
                .isEqualTo(new Result.Refused(
                        List.of("balancer.backplane.token: another secret, which takes a restart"),
                        "restart the agent to take it, or set it back"));
        assertThat(logged()).doesNotContain("canary");
    }

    @Test
    void the_same_file_again_is_counted_but_changes_nothing() {
        assertThat(reload(FIRST + "# a remark\n")).isEqualTo(new Result.Unchanged());
        assertThat(inForce).isEmpty();
        assertThat(counted).containsExactly(true);
    }

    @Test
    void a_regular_expression_that_says_the_same_is_no_change() {
        String haproxy = "balancer: {type: haproxy, haproxy: {route_by: \"^([a-z]+)-\"}}\n";
        Config one = config(haproxy);

        assertThat(Change.between(one, config(haproxy))).isEmpty();
        assertThat(Change.between(one, config(haproxy.replace("a-z", "a-y"))))
                .singleElement()
                .asString()
                .isEqualTo("balancer.haproxy.route_by: ^([a-z]+)- -> ^([a-y]+)-");
    }

    @Test
    void policies_that_come_and_go_are_named_by_their_place() {
        Config one = config("balancer: {type: simulator}\npolicies: [{name: a, endpoints: [x]}]");
        Config two =
                config("balancer: {type: simulator}\npolicies: [{name: a, endpoints: [y]}, {name: b, endpoints: [z]}]");

        assertThat(Change.between(one, two).stream().map(Change::key))
                .containsExactly("policies[0].endpoints", "policies[1]");
    }

    private static Config config(String yaml) {
        return ((Loaded.Valid) ConfigLoader.parse("s.yaml", yaml, name -> null)).config();
    }
}
