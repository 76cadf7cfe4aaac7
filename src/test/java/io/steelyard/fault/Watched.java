package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.e2e.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A daemon of a test, seen through its metrics. */
final class Watched implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("http on (127\\.0\\.0\\.1:\\d+)");
    private static final Pattern FAILURES =
            Pattern.compile("^steelyard_poll_failures_total\\{reason=\"(\\w+)\"} (\\S+)$", Pattern.MULTILINE);

    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)$", Pattern.MULTILINE);

    private final Program program;
    private final String http;

    private Watched(Program program) {
        this.program = program;
        this.http = "http://" + program.said(LISTENING);
    }

    static Watched start(Path config) {
        return watched(Program.start("run", "--config", config.toString()));
    }

    /** @param virtualMachine options of the Java virtual machine */
    static Watched start(List<String> virtualMachine, Path config) {
        return watched(Program.start(virtualMachine, "run", "--config", config.toString()));
    }

    private static Watched watched(Program program) {
        try {
            return new Watched(program);
        } catch (Throwable fault) {
            program.close();
            throw fault;
        }
    }

    /** Of its listener, without a path. */
    String url() {
        return http;
    }

    Program program() {
        return program;
    }

    String metrics() {
        return Program.get(http + "/metrics").body();
    }

    /** One family as it is now: whole scrapes within the same half second get one answer, narrowed ones never do. */
    private String fresh(String family) {
        return Program.get(http + "/metrics?name%5B%5D=" + family).body();
    }

    /** The value, as it is now, of a series that is there from the start. */
    double value(String series) {
        double value = Program.sample(fresh(series.split("\\{", 2)[0]), series);
        assertThat(value).as(series).isNotNaN();
        return value;
    }

    boolean up() {
        return value("steelyard_up") == 1;
    }

    /** Failed polls by reason. */
    Map<String, Double> failures() {
        Map<String, Double> failures = new TreeMap<>();
        Matcher found = FAILURES.matcher(fresh("steelyard_poll_failures_total"));
        while (found.find()) {
            failures.put(found.group(1), Double.valueOf(found.group(2)));
        }
        return failures;
    }

    double failed() {
        return failures().values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** A poll may be slow on a busy machine. */
    double failedButByTimeout() {
        return failures().entrySet().stream()
                .filter(failure -> !failure.getKey().equals("timeout"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Bytes of all objects that are alive, counted right after a collection. */
    double heapAfterCollection() {
        String histogram = Program.pipe("", "jcmd", Long.toString(program.pid()), "GC.class_histogram")
                .out();
        Matcher total = TOTAL.matcher(histogram);
        assertThat(total.find()).as(histogram).isTrue();
        return Double.parseDouble(total.group(1));
    }

    double polls() {
        return value("steelyard_polls_total");
    }

    /** That it lives and tells the truth about it. */
    void assertAlive() {
        assertThat(Program.get(http + "/-/healthy").statusCode()).isEqualTo(200);
        await("/metrics within a second").atMost(Program.PATIENCE).until(() -> {
            long asked = System.nanoTime();
            metrics();
            return System.nanoTime() - asked < 1_000_000_000L;
        });
        assertThat(Program.get(http + "/-/ready").statusCode())
                .as("ready once it has seen a poll")
                .isEqualTo(200);
        assertThat(program.err()).doesNotContain("\tat ");
    }

    long openFiles() {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + program.pid() + "/fd"))) {
            return files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
