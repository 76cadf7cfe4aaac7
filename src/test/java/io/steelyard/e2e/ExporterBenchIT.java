package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What it costs to have 2,000 servers of one HAProxy in Prometheus, once a second: the daemon from its poll to the
 * answered scrape, prometheus-haproxy-exporter, and HAProxy's own exporter, turn by turn on the same HAProxy.
 */
@Tag("bench")
@RequiresProgram({"haproxy", "prometheus-haproxy-exporter"})
class ExporterBenchIT {

    /** As the systemd unit and the image start it. */
    private static final List<String> UNIT = List.of("-XX:+UseSerialGC", "-Xmx256m");

    private static final int PROXIES = 20;
    private static final int SERVERS = 100;
    private static final int FIRST = 60;
    /** The compiler of the JVM is nearly done then; a daemon runs for months. What the first minute costs is told beside it. */
    private static final int WARM_UP = 180;

    private static final int CYCLES = 30;
    private static final int FLOOD = 100;
    /** The compiler looks at what a request does once only after some thousand requests. */
    private static final Duration FLOOD_WARM_UP = Duration.ofSeconds(170);

    private static final Duration FLOOD_SPAN = Duration.ofSeconds(20);

    /** As Prometheus asks: without trying HTTP/2, in this form. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final String ACCEPT = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    @TempDir
    private Path folder = Path.of(".");

    /** Of one scrape a second. CPU is that of the exporter's process, in milliseconds a cycle. */
    private record Cost(double cpu, double haproxyCpu, double scrape, long series, double bytesEach) {}

    @Test
    void poll_to_scrape_takes_a_fifth_of_the_cpu_of_the_haproxy_exporter() throws Exception {
        int port = HaproxyProcess.freePort();
        try (HaproxyProcess haproxy = HaproxyProcess.start(proxies(port));
                Program agent = Program.start(
                        UNIT, "run", "--config", configuration(haproxy).toString())) {
            String ours = "http://" + listening(agent) + "/metrics";
            Process exporter = exporter(haproxy);
            try {
                String theirs = "http://127.0.0.1:" + exporterPort + "/metrics";
                Awaitility.await().atMost(Program.PATIENCE).ignoreExceptions().until(() -> scrape(theirs) > 0);
                Awaitility.await().atMost(Program.PATIENCE).ignoreExceptions().until(() -> scrape(ours) > 0);
                Cost first = cycles(FIRST, ours, agent.pid(), haproxy.pid());
                cycles(WARM_UP, ours, agent.pid(), haproxy.pid());
                Cost mine = cycles(CYCLES, ours, agent.pid(), haproxy.pid());
                double flood = flood("steelyard, beyond the polls", ours, agent.pid());
                double floor = floor(scrape(ours));
                Cost peer = cycles(CYCLES, theirs, exporter.pid(), haproxy.pid());
                Cost builtIn = cycles(CYCLES, "http://127.0.0.1:" + port + "/metrics", haproxy.pid(), haproxy.pid());
                print("steelyard, poll to scrape, in its first minute", first);
                print("steelyard, poll to scrape, in its fifth minute", mine);
                print("prometheus-haproxy-exporter", peer);
                print("HAProxy's own exporter", builtIn);
                double ratio = mine.cpu() / peer.cpu();
                System.out.printf(
                        Locale.ROOT,
                        "bench: CPU a cycle, steelyard ÷ haproxy-exporter: %.2f (bar 0.2); in the first minute %.2f%n",
                        ratio,
                        first.cpu() / peer.cpu());
                System.out.printf(
                        Locale.ROOT,
                        "bench: %d scrapes a second of %d series: %.1f %% of a core (bar 5), of which bare HTTP %.1f%n",
                        FLOOD,
                        mine.series(),
                        flood,
                        floor);
                assertThat(ratio).isLessThanOrEqualTo(0.2);
                assertThat(flood).isLessThanOrEqualTo(5);
            } finally {
                exporter.destroy();
                exporter.waitFor(10, TimeUnit.SECONDS);
            }
        }
    }

    private final int exporterPort = HaproxyProcess.freePort();

    private Process exporter(HaproxyProcess haproxy) throws IOException {
        return new ProcessBuilder(
                        "prometheus-haproxy-exporter",
                        "--haproxy.scrape-uri=unix:" + haproxy.adminSocket(),
                        "--web.listen-address=127.0.0.1:" + exporterPort)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("exporter.log").toFile())
                .start();
    }

    private Path configuration(HaproxyProcess haproxy) throws IOException {
        return Files.writeString(folder.resolve("steelyard.yaml"), """
                balancer: {type: haproxy, haproxy: {socket: "%s", proxies: []}}
                mode: observe
                http: {listen: "127.0.0.1:0"}
                """.formatted(haproxy.adminSocket()));
    }

    private static String proxies(int port) {
        String backends = IntStream.range(0, PROXIES)
                .mapToObj(proxy -> "backend web" + proxy + "\n"
                        + IntStream.range(0, SERVERS)
                                .mapToObj(server -> "    server s" + server + " 127.0.0.1:9 weight 100\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
        return "frontend metrics\n    bind 127.0.0.1:" + port
                + "\n    http-request use-service prometheus-exporter if { path /metrics }\n" + backends;
    }

    private static String listening(Program agent) {
        Pattern line = Pattern.compile("http on \\S*?(127\\.0\\.0\\.1:\\d+)");
        return Awaitility.await()
                .atMost(Program.PATIENCE)
                .until(
                        () -> {
                            Matcher matcher = line.matcher(agent.err());
                            return matcher.find() ? matcher.group(1) : "";
                        },
                        address -> !address.isEmpty());
    }

    /** One scrape in each second, as Prometheus does it. */
    private static Cost cycles(int count, String url, long process, long haproxy) throws Exception {
        double[] took = new double[count];
        double cpu = cpu(process);
        double peer = cpu(haproxy);
        for (int at = 0; at < count; at++) {
            long start = System.nanoTime();
            scrape(url);
            took[at] = (System.nanoTime() - start) / 1e6;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, 1_000_000_000L - (System.nanoTime() - start)));
        }
        Arrays.sort(took);
        String body =
                HTTP.send(request(url), HttpResponse.BodyHandlers.ofString()).body();
        long series = body.lines().filter(line -> !line.startsWith("#")).count();
        return new Cost(
                (cpu(process) - cpu) / count,
                (cpu(haproxy) - peer) / count,
                took[count / 2],
                series,
                (double) body.length() / series);
    }

    /** CPU that many scrapes a second cost beyond what it does without them, in percent of a core. */
    private static double flood(String name, String url, long process) throws Exception {
        double quiet = cpu(process);
        TimeUnit.NANOSECONDS.sleep(FLOOD_SPAN.toNanos());
        quiet = cpu(process) - quiet;
        double before = cpu(process);
        scrapes(url, FLOOD_SPAN);
        double begun = cpu(process) - before;
        scrapes(url, FLOOD_WARM_UP);
        double busy = cpu(process);
        scrapes(url, FLOOD_SPAN);
        busy = cpu(process) - busy;
        System.out.printf(
                Locale.ROOT,
                "bench: %d scrapes a second: %s: %.1f %% of a core in the first %d s, %.1f %% after %d s%n",
                FLOOD,
                name,
                100 * (begun - quiet) / FLOOD_SPAN.toMillis(),
                FLOOD_SPAN.toSeconds(),
                100 * (busy - quiet) / FLOOD_SPAN.toMillis(),
                FLOOD_SPAN.plus(FLOOD_WARM_UP).toSeconds());
        return 100 * (busy - quiet) / FLOOD_SPAN.toMillis();
    }

    /** The same of a server that does nothing but send as many bytes. */
    private static double floor(int bytes) throws Exception {
        Process bare = BareServer.start(UNIT, bytes);
        try {
            String port = bare.inputReader().readLine().replace("port=", "");
            return flood("bare HTTP, " + bytes + " bytes", "http://127.0.0.1:" + port + "/", bare.pid());
        } finally {
            bare.destroy();
            bare.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void scrapes(String url, Duration span) throws InterruptedException {
        long start = System.nanoTime();
        for (int at = 0; at < FLOOD * span.toSeconds(); at++) {
            CompletableFuture<?> ignored = HTTP.sendAsync(zipped(url), HttpResponse.BodyHandlers.discarding());
            assertThat(ignored).isNotNull();
            long next = start + (at + 1) * 1_000_000_000L / FLOOD;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        }
    }

    private static int scrape(String url) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = HTTP.send(zipped(url), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = answer.body()) {
            return answer.statusCode() == 200 ? in.readAllBytes().length : 0;
        }
    }

    private static HttpRequest zipped(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .header("Accept", ACCEPT)
                .header("Accept-Encoding", "gzip")
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static HttpRequest request(String url) {
        return HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /** User and system time of a process so far, in milliseconds. */
    private static double cpu(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            List<String> fields =
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            return 10.0 * (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(String name, Cost cost) {
        System.out.printf(
                Locale.ROOT,
                "bench: %s: %.0f ms CPU a cycle (and %.0f ms of HAProxy), scrape %.1f ms, %d series of %.0f bytes%n",
                name,
                cost.cpu(),
                cost.haproxyCpu(),
                cost.scrape(),
                cost.series(),
                cost.bytesEach());
    }
}
