package io.steelyard.metrics;

import static io.steelyard.metrics.Scene.backend;
import static io.steelyard.metrics.Scene.endpoint;
import static io.steelyard.metrics.Scene.route;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.testing.RequiresProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExpositionTest {

    private static final String OPENMETRICS = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    private static final String PROTOBUF =
            "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited";

    private static final List<String> ZOO = OddNames.ZOO;

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = new AgentMetrics(scene.settings());

    private static Endpoint[] zoo() {
        return OddNames.endpoints();
    }

    private byte[] plain(String accept) {
        return Scraped.bytes(metrics.exposition().scrape(accept, false, Set.of()));
    }

    @Test
    @RequiresProgram("promtool")
    void promtool_has_nothing_to_say_about_any_of_it(@TempDir Path folder) throws Exception {
        metrics.accept(scene.seen(zoo()));
        Decision.Reweigh decision = scene.reweigh(ZOO.get(0), Map.of(ZOO.get(0), 1), Map.of(ZOO.get(0), 2));
        metrics.accept(decision);
        metrics.accept(scene.applied(decision));
        metrics.evaluated("web", java.time.Duration.ofMillis(1));
        metrics.apiStarted();
        metrics.apiEnded("query", "200", java.time.Duration.ofMillis(1));
        Path text = Files.write(folder.resolve("metrics"), plain("*/*"));

        Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                .redirectInput(text.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);

        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(promtool.exitValue()).isZero();
    }

    @Test
    void odd_names_stay_distinct_and_long_ones_are_cut_with_a_mark() {
        metrics.accept(scene.seen(zoo()));

        Map<String, Double> rows = Scraped.of(metrics).of("steelyard_routes");

        assertThat(rows).hasSize(ZOO.size());
        assertThat(rows.keySet()).allMatch(series -> series.length() < 1200);
        assertThat(LabelText.of("x".repeat(10_000) + "1"))
                .hasSizeLessThanOrEqualTo(LabelText.LONGEST)
                .contains("…");
        assertThat(LabelText.of("plain")).isEqualTo("plain");
        assertThat(LabelText.of("\uD83D\uDC18".repeat(510) + "x" + "\uD83D\uDC18".repeat(10)))
                .doesNotContain("\uFFFD\uFFFD");
    }

    @Test
    void each_format_is_chosen_by_the_header() {
        metrics.accept(scene.seen(Scene.www()));

        assertThat(type(null)).startsWith("text/plain; version=0.0.4");
        assertThat(type("*/*")).startsWith("text/plain; version=0.0.4");
        assertThat(type("text/html")).startsWith("text/plain; version=0.0.4");
        assertThat(type(OPENMETRICS)).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(type(PROTOBUF)).startsWith("application/vnd.google.protobuf");
    }

    private String type(@Nullable String accept) {
        return metrics.exposition().scrape(accept, false, Set.of()).contentType();
    }

    @Test
    void openmetrics_ends_once_and_its_counters_lead_to_the_decision() {
        metrics.accept(scene.seen(Scene.www()));
        metrics.accept(scene.reweigh("www", Map.of("a", 1, "b", 1), Map.of("a", 2, "b", 1)));

        String text = new String(plain(OPENMETRICS), UTF_8);

        assertThat(text).endsWith("\n# EOF\n").containsOnlyOnce("# EOF");
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE"))).doesNotHaveDuplicates();
        assertThat(text).contains("# {decision_id=\"d-1\"} 1");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void our_own_writer_writes_what_the_librarys_would(Format format) {
        Levels.Rows rows = new Levels(
                        scene.seen(Stream.concat(Stream.of(Scene.www()), Arrays.stream(zoo()))
                                .toArray(Endpoint[]::new)),
                        LabelSets.none(),
                        pattern -> Optional.of(new Ledger.Wish(Map.of(), Map.of())),
                        new AgentSettings.Series(AgentSettings.Depth.BACKEND, 50_000, pattern -> true),
                        0)
                .rows();
        Columns all = rows.columns();
        double[] odd = {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            1e300,
            -0.0,
            0,
            100,
            -7,
            9_999_999,
            10_000_000,
            1234567.5,
            3_000_000_000.0,
            1e-4
        };
        for (int at = 0; at < odd.length; at++) {
            all.add(Catalogue.ROUTE_DESIRED_BACKENDS, LabelSet.of(new String[] {"label"}, "odd" + at), odd[at]);
        }

        String ours = Scraped.text(new Exposition.Scrape("", false, format.head(all)));
        String library = new String(format.tail(all.families()), UTF_8);

        List<String> theirLines = List.of(library.split("\n", -1));
        List<String> ourLines = List.of((ours + (format == Format.OPENMETRICS ? "# EOF\n" : "")).split("\n", -1));
        // The library sorts the series of a family, we keep the balancer's order.
        assertThat(ourLines).containsExactlyInAnyOrderElementsOf(theirLines);
        assertThat(ourLines.stream().map(ExpositionTest::family).distinct())
                .as("families in their order, each in one piece")
                .containsExactlyElementsOf(theirLines.stream()
                        .map(ExpositionTest::family)
                        .distinct()
                        .toList());
        assertThat(changes(ourLines)).isEqualTo(changes(theirLines));
    }

    private static String family(String line) {
        return line.replaceFirst("^# (TYPE|HELP) ", "").replaceFirst("(_info)?[ {](?s:.*)", "");
    }

    /** How often a line is of another family than the one before. */
    private static int changes(List<String> lines) {
        List<String> families = lines.stream().map(ExpositionTest::family).toList();
        return (int) IntStream.range(1, families.size())
                .filter(at -> !families.get(at).equals(families.get(at - 1)))
                .count();
    }

    @Test
    void protobuf_holds_every_family_once() throws IOException {
        metrics.accept(scene.seen(Scene.www()));
        List<String> names = new ArrayList<>();
        try (InputStream in = new ByteArrayInputStream(plain(PROTOBUF))) {
            while (in.available() > 0) {
                int length = 0;
                for (int shift = 0, b = 0x80; (b & 0x80) != 0; shift += 7) {
                    b = in.read();
                    length |= (b & 0x7f) << shift;
                }
                byte[] family = in.readNBytes(length);
                names.add(new String(family, 2, family[1], UTF_8));
            }
        }
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("steelyard_up", "steelyard_route_load", "steelyard_polls_total");
    }

    @Test
    void gzip_is_one_member_and_says_the_same() throws IOException {
        metrics.accept(scene.seen(zoo()));
        Exposition.Scrape scrape = metrics.exposition().scrape(null, true, Set.of());
        byte[] zipped = Scraped.bytes(scrape);

        assertThat(scrape.gzip()).isTrue();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            String text = new String(in.readAllBytes(), UTF_8);
            assertThat(stable(text)).isEqualTo(stable(new String(plain("*/*"), UTF_8)));
        }
        assertThat(zipped.length).isLessThan(plain("*/*").length / 2);
    }

    @Test
    @RequiresProgram("gzip")
    void gzip_is_whole_before_the_first_poll_and_for_other_programs_too(@TempDir Path folder) throws Exception {
        Path file = Files.write(
                folder.resolve("scrape.gz"),
                Scraped.bytes(metrics.exposition().scrape(OPENMETRICS, true, Set.of("steelyard_up"))));
        Process gzip = new ProcessBuilder("gzip", "-dc", file.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(gzip.getInputStream().readAllBytes(), UTF_8);

        assertThat(gzip.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(text).contains("steelyard_up 0").endsWith("# EOF\n");
        assertThat(gzip.exitValue()).isZero();
    }

    /** The series of ours, which do not move by themselves. */
    private static List<String> stable(String text) {
        return text.lines().filter(line -> line.startsWith("steelyard_")).toList();
    }

    @Test
    void ten_thousand_scrapes_while_snapshots_are_replaced_see_each_whole() throws Exception {
        AgentMetrics metrics = scene.metrics(scene.settings());
        int routes = 20;
        int each = 2500;
        ExecutorService readers = Executors.newFixedThreadPool(4);
        try {
            metrics.accept(generation(1, routes));
            List<Future<Integer>> reads = IntStream.range(0, 4)
                    .mapToObj(reader -> readers.submit(() -> {
                        int seen = 0;
                        for (int scrape = 0; scrape < each; scrape++) {
                            seen += consistent(Scraped.of(metrics), routes);
                        }
                        return seen;
                    }))
                    .toList();
            int value = 1;
            while (reads.stream().anyMatch(read -> !read.isDone())) {
                value++;
                metrics.accept(generation(value, routes));
                metrics.accept(scene.reweigh("www", Map.of("r0", 1, "r1", value), Map.of("r0", 1, "r1", value + 1)));
            }
            for (Future<Integer> read : reads) {
                assertThat(read.get(120, TimeUnit.SECONDS)).isEqualTo(each);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    /** Every number of a snapshot is its generation, or a multiple by its routes. */
    private io.steelyard.model.Observation.Seen generation(int value, int routes) {
        return scene.seen(endpoint(
                "www",
                IntStream.range(0, routes)
                        .mapToObj(each -> route("r" + each, value, backend("b" + each, value, value)))
                        .toArray(io.steelyard.model.Route[]::new)));
    }

    private static int consistent(Scraped scraped, int routes) {
        double generation = scraped.value("steelyard_snapshot_generation");
        for (String family : List.of("steelyard_route_weight", "steelyard_route_load", "steelyard_route_load_max")) {
            Map<String, Double> rows = scraped.of(family);
            assertThat(rows.size()).as(family).isEqualTo(routes);
            // One assertion for each of some million rows would take most of the time.
            assertThat(rows.values().stream()
                            .filter(value -> value != generation)
                            .findAny())
                    .as("%s of generation %s", family, generation)
                    .isEmpty();
        }
        assertThat(scraped.value("steelyard_endpoint_requests_per_second{endpoint=\"www\"}"))
                .isEqualTo(generation * routes);
        assertThat(scraped.value("steelyard_up")).isEqualTo(1);
        return 1;
    }
}
