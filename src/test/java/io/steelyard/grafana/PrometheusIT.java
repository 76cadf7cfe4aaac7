package io.steelyard.grafana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.steelyard.e2e.Program;
import io.steelyard.metrics.OddNames;
import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.PoissonLoad;
import io.steelyard.testing.PrometheusProcess;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes the packaged agent, which balances simulated traffic, and another one, which watches a real
 * HAProxy with a dead server: is every expression of the dashboards and rules answered, by one or the other, do
 * exemplars lead to the log, is a strange name stored as it is? Alerts fire without their delay, so that one does.
 *
 * <p>{@code -Dsteelyard.images.write=true} watches for longer and puts the pictures of the dashboards into docs/images.
 */
@RequiresProgram({"prometheus", "promtool", "haproxy"})
class PrometheusIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final boolean PICTURES = Boolean.getBoolean("steelyard.images.write");
    private static final Duration WATCHED = Duration.ofSeconds(PICTURES ? 100 : 20);

    /** Expressions that return nothing here, each with the reason. */
    private static final Map<String, String> NOTHING_TO_SHOW = Map.of();

    /** Selectors of rules that match nothing here, each with the reason. */
    private static final Map<String, String> NOTHING_TO_JUDGE = Map.of();

    private static final Pattern SELECTOR =
            Pattern.compile("(?<![:\\w])((?:\\w+:)?(?:steelyard_\\w+|up)(?::\\w+)?(?:\\{[^}]*})?)(?![\\w:])");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void every_expression_is_answered_by_a_real_prometheus_that_scrapes_a_real_agent() throws Exception {
        HttpServer odd = OddNames.serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (HaproxyBed bed = HaproxyBed.start();
                PoissonLoad load = bed.load(0.1, 1, Duration.ofMinutes(5));
                Program watcher = Program.start("run", "--config", watching(bed).toString());
                Program balancer = Program.start(
                        "demo",
                        "--http",
                        "127.0.0.1:0",
                        "--mode",
                        "observe",
                        "--scenario",
                        "brownout",
                        "--speed",
                        "3");
                Program agent = Program.start(
                        "run",
                        "--log-format",
                        "json",
                        "--log-level",
                        "debug",
                        "--config",
                        configuration(balancer).toString())) {
            bed.haproxy().command("set server web/s3 health down");
            String http = listening(agent);
            Map<String, String> targets = new LinkedHashMap<>();
            targets.put("steelyard", URI.create(http).getAuthority());
            targets.put("haproxy", URI.create(listening(watcher)).getAuthority());
            targets.put("odd", "127.0.0.1:" + odd.getAddress().getPort());
            Instant from = Clock.systemUTC().instant();
            try (PrometheusProcess prometheus = PrometheusProcess.start(targets, rulesWithoutDelay())) {
                await("a write, and some time to look at, before it and after it")
                        .atMost(Program.PATIENCE.plus(WATCHED))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> Duration.between(from, Clock.systemUTC().instant())
                                                .compareTo(WATCHED)
                                        > 0
                                && !prometheus
                                        .query(
                                                "0 < steelyard_shape_last_success_timestamp_seconds{job=\"steelyard\"} < time() - 5")
                                        .isEmpty());
                strangeNamesAreStoredAsTheyAre(prometheus);
                Instant to = Clock.systemUTC().instant();
                expressionsAreAnswered(prometheus, from, to);
                rulesCanBeJudged(prometheus);
                exemplarsLeadToTheLog(prometheus, agent, from, to);
                promtoolFindsNothing(http);
            }
            load.stop();
            logIsJsonWithoutSecrets(agent, balancer.printed("token"));
        } finally {
            odd.stop(0);
        }
    }

    /** The files as they are but for the delays, for which no test can wait. */
    private List<Path> rulesWithoutDelay() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("rules.yaml", "alerts.yaml", "optional.yaml")) {
            String text = Files.readString(Path.of("grafana/prometheus", name));
            files.add(Files.writeString(folder.resolve(name), text.replaceAll("(?m)^( +for:) .*$", "$1 0s")));
        }
        return files;
    }

    private Path watching(HaproxyBed bed) throws IOException {
        return Files.writeString(
                folder.resolve("watching.yaml"), """
                balancer: {type: haproxy, haproxy: {socket: "%s", proxies: [web]}}
                mode: observe
                http: {listen: "127.0.0.1:0"}
                """.formatted(bed.haproxy().adminSocket()));
    }

    private Path configuration(Program balancer) throws IOException {
        Path token = Files.writeString(folder.resolve("token"), balancer.printed("token"));
        return Files.writeString(
                folder.resolve("steelyard.yaml"), """
                balancer:
                  type: backplane
                  backplane: {url: "%s", token_file: "%s"}
                poll: {interval: 333ms, timeout: 300ms}
                mode: act
                policies:
                  - name: web
                    type: equal-load
                    parameters: {concurrency: inf}
                    signals: [{type: capacity, target_load: 70}]
                guard: {cooldown: 1s}
                metrics: {level: backend}
                http: {listen: "127.0.0.1:0"}
                """.formatted(balancer.printed("backplane_api"), token));
    }

    private static String listening(Program agent) {
        Pattern line = Pattern.compile("http on [^\"]*?(127\\.0\\.0\\.1:\\d+)");
        return await("the agent listens")
                .atMost(Program.PATIENCE)
                .until(
                        () -> {
                            Matcher matcher = line.matcher(agent.err());
                            return matcher.find() ? "http://" + matcher.group(1) : "";
                        },
                        url -> !url.isEmpty());
    }

    private void expressionsAreAnswered(PrometheusProcess prometheus, Instant from, Instant to) throws Exception {
        Preview preview = new Preview(
                prometheus,
                Substitution.of("steelyard", "www.example.com", "10s", "1h"),
                Substitution.of("haproxy", "web", "10s", "1h"),
                from,
                to);
        Path previews = Files.createDirectories(Path.of("target/previews"));
        for (Dashboard dashboard : Dashboards.all()) {
            ObjectNode evaluated = preview.evaluated(dashboard);
            Path page = Files.writeString(previews.resolve(dashboard.uid() + ".html"), Preview.page(evaluated));
            if (PICTURES) {
                Path picture = Path.of("docs/images", "preview-" + dashboard.uid() + ".png")
                        .toAbsolutePath();
                Preview.picture(page.toAbsolutePath(), picture, Preview.height(evaluated), folder);
                assertThat(Files.size(picture)).as(picture.toString()).isBetween(20_000L, 180_000L);
            }
        }
        List<String> unexplained = preview.withoutData().stream()
                .filter(place -> !NOTHING_TO_SHOW.containsKey(place))
                .toList();
        int all = preview.withData().size() + preview.withoutData().size();
        System.out.printf(
                "dashboards: %d of %d expressions with data, %d of them only on HAProxy: %s%n",
                preview.withData().size(), all, preview.elsewhere().size(), preview.elsewhere());
        preview.withoutData()
                .forEach(place -> System.out.printf(
                        "  none: %s (%s)%n", place, NOTHING_TO_SHOW.getOrDefault(place, "no reason known")));
        assertThat(unexplained).isEmpty();
    }

    /** An alert that does not fire returns nothing; what it looks at must be there all the same. */
    private static void rulesCanBeJudged(PrometheusProcess prometheus) {
        TreeSet<String> selectors = new TreeSet<>();
        Stream.of(Rules.alerts(), Rules.optional())
                .flatMap(List::stream)
                .map(alert -> alert.expression)
                .forEach(expression -> selectorsOf(expression, selectors));
        Rules.recorded().forEach(rule -> {
            selectorsOf(rule.expression(), selectors);
            selectors.add(rule.name());
        });
        List<String> empty = selectors.stream()
                .filter(selector -> prometheus.query(selector).isEmpty())
                .toList();
        System.out.printf("rules: %d of %d selectors with data%n", selectors.size() - empty.size(), selectors.size());
        empty.forEach(selector -> System.out.printf("  none: %s (%s)%n", selector, NOTHING_TO_JUDGE.get(selector)));
        assertThat(NOTHING_TO_JUDGE.keySet()).containsAll(empty);
        List<String> sick = new ArrayList<>();
        prometheus
                .rules()
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rule -> {
                    if (!rule.path("health").asText().equals("ok")) {
                        sick.add(rule.path("name").asText() + ": "
                                + rule.path("lastError").asText());
                    }
                }));
        assertThat(sick).isEmpty();
    }

    private static void selectorsOf(String expression, Set<String> found) {
        Matcher matcher = SELECTOR.matcher(expression);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
    }

    private static void exemplarsLeadToTheLog(PrometheusProcess prometheus, Program agent, Instant from, Instant to) {
        JsonNode series = prometheus.exemplars("steelyard_shape_calls_total", from, to.plusSeconds(5));
        List<String> ids = series.findValuesAsText("decision_id");
        assertThat(ids).isNotEmpty().doesNotContain("");
        List<String> lines = agent.err()
                .lines()
                .filter(line -> line.contains("\"outcome\":"))
                .toList();
        // On a busy machine a write may fail; it counts as a call too.
        assertThat(ids).allMatch(id -> lines.stream().anyMatch(line -> line.contains("\"" + id + "\"")));
        assertThat(lines)
                .anyMatch(line ->
                        line.contains("\"outcome\":\"applied\"") && ids.stream().anyMatch(line::contains));
        assertThat(StreamSupport.stream(
                        prometheus
                                .exemplars("steelyard_policy_decisions_total", from, to.plusSeconds(5))
                                .spliterator(),
                        false))
                .isNotEmpty();
    }

    private static void promtoolFindsNothing(String http) {
        Program.Finished lint = Program.pipe(Program.get(http + "/metrics").body(), "promtool", "check", "metrics");
        assertThat(lint.out()).isEmpty();
        assertThat(lint.exit()).isZero();
    }

    private static void strangeNamesAreStoredAsTheyAre(PrometheusProcess prometheus) {
        List<String> stored = StreamSupport.stream(
                        prometheus.query("steelyard_routes{job=\"odd\"}").spliterator(), false)
                .map(result -> result.at("/metric/endpoint").asText())
                .toList();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(OddNames.asLabels());
    }

    private static void logIsJsonWithoutSecrets(Program agent, String token) throws IOException {
        String log = agent.err();
        assertThat(log).doesNotContain(token);
        List<String> lines = log.lines().toList();
        assertThat(lines).hasSizeGreaterThan(10);
        JsonNode applied = null;
        for (String line : lines) {
            JsonNode object = JSON.readTree(line);
            assertThat(object.path("message").isTextual()).as(line).isTrue();
            applied = object.path("outcome").asText().equals("applied") ? object : applied;
        }
        assertThat(Objects.requireNonNull(applied).fieldNames())
                .toIterable()
                .contains(
                        "decision_id",
                        "policy",
                        "endpoint",
                        "route",
                        "from",
                        "to",
                        "signal",
                        "value",
                        "threshold",
                        "reason",
                        "changes",
                        "figures");
    }
}
