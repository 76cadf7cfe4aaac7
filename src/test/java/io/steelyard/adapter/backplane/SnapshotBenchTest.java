package io.steelyard.adapter.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.steelyard.backplane.Samples;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Tally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From the bytes of a large answer to a snapshot with its sums, beside a bare pass that derives the same sums. */
@Tag("bench")
class SnapshotBenchTest {

    private static final int BACKENDS = 10_000;
    private static final int WARM_UP = 150;
    private static final int ROUNDS = 151;
    private static final double BAR = 1.5;

    private final byte[] bytes = Samples.large(BACKENDS);
    private final JsonFactory factory = new JsonFactory();

    @Test
    void a_published_snapshot_costs_at_most_half_more_than_a_bare_streaming_pass() throws Exception {
        Snapshot snapshot = Mapping.snapshot("bench", Samples.read(bytes));
        Map<String, double[]> bare = bare();
        Tally.of(snapshot).routes().forEach((key, totals) -> {
            double[] sums = bare.getOrDefault(key.toString(), new double[3]);
            assertThat(totals.requestsPerSecond()).isEqualTo(sums[0]);
            assertThat(totals.load().orElseThrow()).isEqualTo(sums[1] / sums[2]);
        });
        for (int round = 0; round < WARM_UP; round++) {
            nanos(this::bare);
            nanos(this::published);
        }
        long[] base = new long[ROUNDS];
        long[] ours = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            base[round] = nanos(this::bare);
            ours[round] = nanos(this::published);
        }
        // Of neighbours in time, so that what else runs on the machine hits both.
        double[] ratios = new double[ROUNDS];
        Arrays.setAll(ratios, round -> (double) ours[round] / base[round]);
        Arrays.sort(ratios);
        double ratio = ratios[ROUNDS / 2];
        System.out.printf(
                "snapshot of %d backends (%d bytes): %.2f ms, bare streaming pass %.2f ms, median ratio %.2f (bar %.1f)%n",
                BACKENDS, bytes.length, median(ours) / 1e6, median(base) / 1e6, ratio, BAR);
        assertThat(ratio).isLessThanOrEqualTo(BAR);
    }

    private Tally published() throws IOException {
        return Tally.of(Mapping.snapshot("bench", Samples.read(bytes)));
    }

    private static long nanos(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        assertThat(work.call()).isNotNull();
        return System.nanoTime() - start;
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Route key to rate, sum of loads, number of backends. */
    private Map<String, double[]> bare() throws IOException {
        Map<String, double[]> routes = new HashMap<>();
        Map<String, List<double[]>> holders = new HashMap<>();
        try (JsonParser json = factory.createParser(bytes)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("Endpoints") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        endpoint(json, routes, holders);
                    }
                } else if (name.equals("Backends") && value == JsonToken.START_ARRAY) {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        backend(json, holders);
                    }
                } else {
                    json.skipChildren();
                }
            }
        }
        return routes;
    }

    private static void endpoint(JsonParser json, Map<String, double[]> routes, Map<String, List<double[]>> holders)
            throws IOException {
        String pattern = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "Pattern" -> pattern = json.getText();
                case "Routes" -> {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        route(json, pattern, routes, holders);
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private static void route(
            JsonParser json, String pattern, Map<String, double[]> routes, Map<String, List<double[]>> holders)
            throws IOException {
        double[] sums = new double[3];
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "ID" -> routes.put(pattern + " " + json.getText(), sums);
                case "Backends" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        holders.computeIfAbsent(json.getText(), id -> new ArrayList<>(1))
                                .add(sums);
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private static void backend(JsonParser json, Map<String, List<double[]>> holders) throws IOException {
        String id = "";
        long load = 0;
        long rate = 0;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "ID" -> id = json.getText();
                case "Load" -> load = json.getLongValue();
                case "RequestsPerSecond" -> rate = json.getLongValue();
                default -> json.skipChildren();
            }
        }
        for (double[] sums : holders.getOrDefault(id, List.of())) {
            sums[0] += rate;
            sums[1] += load;
            sums[2]++;
        }
    }
}
