package io.steelyard.web.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Fuzzer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a client of the served Backplane API sends: it is taken, or refused with a status and one line. */
class RequestFuzzTest {

    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-0", "1e999", "NaN", "0.1",
            "\u0000", "\u2028", "é");

    private static int bodies(long seed, int times) {
        List<byte[]> samples = List.of(
                "{\"Pattern\":\"www.example.com\",\"Routes\":[{\"ID\":\"a\",\"RawSelector\":\"\",\"Weight\":4}]}"
                        .getBytes(UTF_8),
                "{\"Pattern\":\"www\",\"Route\":{\"RawSelector\":\"a=b,c=d\",\"Weight\":null}}".getBytes(UTF_8),
                "{\"Pattern\":\"www/x\",\"RequireTLS\":true}".getBytes(UTF_8));
        List<Consumer<JsonObject>> readers =
                List.of(body -> ShapeRequest.of(body, null), RouteRequest::of, EndpointRequest::of);
        return new Fuzzer(seed, samples, PIECES).run(times, input -> {
            StringBuilder outcome = new StringBuilder();
            for (Consumer<JsonObject> reader : readers) {
                outcome.append(judged(() -> reader.accept(RequestBody.parse(input))));
            }
            return outcome.toString();
        });
    }

    private static int paths(long seed, int times) {
        List<byte[]> samples =
                List.of("/e/www.example.com%2Fa?x=1".getBytes(UTF_8), "http://host/e/a/b".getBytes(UTF_8));
        return new Fuzzer(seed, samples, List.of("%", "%2F", "%00", "%ff", "..", "/", "?", "://", " "))
                .run(times, input -> judged(() -> RequestPath.pattern(RequestPath.path(new String(input, UTF_8)))));
    }

    private static String judged(Runnable reading) {
        try {
            reading.run();
            return "taken";
        } catch (Problem refused) {
            assertThat(refused.status()).isBetween(400, 499);
            return refused.status() + String.valueOf(refused.getMessage());
        }
    }

    @Test
    void a_body_and_a_path_are_taken_or_refused_with_a_status() {
        assertThat(bodies(1, 4_000)).as("different outcomes").isGreaterThan(10);
        assertThat(paths(1, 4_000)).isGreaterThan(3);
    }

    @Test
    @Tag("long")
    void so_are_three_million_others() {
        long seed = System.nanoTime();
        System.out.println("bodies: " + bodies(seed, 3_000_000) + " outcomes, seed " + seed);
        System.out.println("paths: " + paths(seed, 3_000_000) + " outcomes, seed " + seed);
    }
}
