package io.steelyard.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Fuzzer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes as an order: it is understood, or refused in a sentence; it is never a failure of ours. */
class OrderFuzzTest {

    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-0", "1e999", "NaN", "0.1",
            "\u0000", "\u2028", "é");

    private static int bodies(long seed, int times) {
        List<byte[]> samples = List.of(
                "{\"reason\": \"deploy\", \"for\": \"30m\", \"by\": \"alice\", \"preview\": true}".getBytes(UTF_8),
                "{\"reason\": \"x\", \"mode\": \"act\"}".getBytes(UTF_8),
                "{\"reason\": \"x\", \"weights\": {\"a\": 1, \"b\": 0}}".getBytes(UTF_8));
        return new Fuzzer(seed, samples, PIECES).run(times, input -> {
            StringBuilder outcome = new StringBuilder();
            for (String path : List.of("/api/v1/pause", "/api/v1/mode", "/api/v1/endpoints/www/shape")) {
                outcome.append(order(path, input));
            }
            return outcome.toString();
        });
    }

    private static int paths(long seed, int times) {
        List<byte[]> samples = List.of(
                "/api/v1/endpoints/www.example.com%2Fa/shape?x=1".getBytes(UTF_8),
                "/api/v1/policies/web/pause".getBytes(UTF_8),
                "/api/v1/mode".getBytes(UTF_8));
        return new Fuzzer(seed, samples, List.of("%", "%2F", "%zz", "..", "//", "?", "+"))
                .run(
                        times,
                        input -> Target.of(new String(input, UTF_8))
                                .map(target -> target.verb())
                                .orElse("no order"));
    }

    private static String order(String path, byte[] input) {
        Target target = Target.of(path).orElseThrow();
        try {
            return target.order(OrderBody.parse(input, target.members())).name();
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            assertThat(message).isNotBlank().hasLineCount(1).hasSizeLessThan(400);
            return message;
        }
    }

    @Test
    void an_order_is_understood_or_refused_in_a_sentence() {
        assertThat(bodies(1, 4_000)).as("different outcomes").isGreaterThan(10);
        assertThat(paths(1, 4_000)).isGreaterThan(2);
    }

    @Test
    void bytes_that_begin_like_another_encoding_are_refused_like_any_other_nonsense() {
        byte[] notUtf32 = {0, 0, 0, '{', 0x7f, 0, 0, 0};
        assertThat(order("/api/v1/pause", notUtf32)).startsWith("the body is not JSON");
    }

    @Test
    @Tag("long")
    void so_are_three_million_others() {
        long seed = System.nanoTime();
        System.out.println("orders: " + bodies(seed, 3_000_000) + " outcomes, seed " + seed);
        System.out.println("paths of orders: " + paths(seed, 3_000_000) + " outcomes, seed " + seed);
    }
}
