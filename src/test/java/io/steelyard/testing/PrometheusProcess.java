package io.steelyard.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real Prometheus of this test's own, on loopback, scraping once a second. {@link #close} ends it and no other. */
public final class PrometheusProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final String url;
    private final Process process;

    private PrometheusProcess(Path folder, String url, Process process) {
        this.folder = folder;
        this.url = url;
        this.process = process;
    }

    /**
     * Starts Prometheus and waits until it has scraped every target.
     *
     * @param targets job to HOST:PORT
     * @param rules files of rules
     */
    public static PrometheusProcess start(Map<String, String> targets, List<Path> rules) {
        try {
            Path folder = Files.createTempDirectory("prometheus");
            Files.writeString(folder.resolve("prometheus.yml"), configuration(targets, rules));
            int port = HaproxyProcess.freePort();
            Process process = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + folder.resolve("prometheus.yml"),
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port,
                            "--enable-feature=exemplar-storage")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            PrometheusProcess prometheus = new PrometheusProcess(folder, "http://127.0.0.1:" + port, process);
            prometheus.awaitUp(targets.size());
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Map<String, String> targets, List<Path> rules) {
        String jobs = targets.entrySet().stream()
                .map(target -> "  - job_name: " + target.getKey() + "\n    static_configs: [{targets: [\""
                        + target.getValue() + "\"]}]\n")
                .collect(Collectors.joining());
        String files = rules.stream()
                .map(file -> "  - " + file.toAbsolutePath() + "\n")
                .collect(Collectors.joining());
        return "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                + (files.isEmpty() ? "" : "rule_files:\n" + files) + "scrape_configs:\n" + jobs;
    }

    private void awaitUp(int targets) {
        try {
            // Ready is not enough: the first scrape comes seconds later.
            Awaitility.await("a scrape of every target")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsMatching(fault -> process.isAlive())
                    .until(() -> query("up == 1").size() == targets);
        } catch (RuntimeException e) {
            String log = log();
            close();
            throw new IllegalStateException("Prometheus did not come up: " + log, e);
        }
    }

    /** The results of a query for now. */
    public JsonNode query(String expression) {
        return get("/api/v1/query?query=" + encoded(expression)).path("result");
    }

    /** The results of a query over time, a value each second. */
    public JsonNode range(String expression, Instant from, Instant to, Duration step) {
        return get("/api/v1/query_range?query=" + encoded(expression) + "&start=" + seconds(from) + "&end="
                        + seconds(to) + "&step=" + step.toMillis() / 1000.0)
                .path("result");
    }

    public JsonNode exemplars(String expression, Instant from, Instant to) {
        return get("/api/v1/query_exemplars?query=" + encoded(expression) + "&start=" + seconds(from) + "&end="
                + seconds(to));
    }

    /** What it knows of its rules. */
    public JsonNode rules() {
        return get("/api/v1/rules");
    }

    /** What it wrote to its standard output and error. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode json = JSON.readTree(answer.body());
            if (!json.path("status").asText().equals("success")) {
                throw new IllegalStateException(path + ": " + answer.body());
            }
            return json.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String seconds(Instant at) {
        return Double.toString(at.toEpochMilli() / 1000.0);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
