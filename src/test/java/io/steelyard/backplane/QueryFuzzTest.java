package io.steelyard.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.Fuzzer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the API answers to a query: it is read, or refused by the one error for that. */
class QueryFuzzTest {

    private static final String SECRET = "canary-51be";
    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "null", "true", "-0", "1e999", "NaN", "0.1",
            "\u0000", "\u2028", "é");

    private static int fuzz(long seed, int times) throws IOException {
        byte[] token = ("{\"Token\":\"" + SECRET + "\",\"Backends\":[{\"ID\":\"a\",\"Load\":1}]}").getBytes(UTF_8);
        List<byte[]> samples = List.of(
                Samples.bytes("query-small.json"),
                Samples.bytes("query-blue-green.json"),
                Samples.bytes("query-edge-cases.json"),
                token);
        return new Fuzzer(seed, samples, PIECES).run(times, input -> {
            try {
                return "read: " + Samples.read(input).oddities().counts();
            } catch (Malformed refused) {
                String message = String.valueOf(refused.getMessage());
                assertThat(message).hasLineCount(1).hasSizeLessThan(300).doesNotContain(SECRET);
                return message;
            }
        });
    }

    @Test
    void an_answer_is_read_or_refused_in_one_line() throws IOException {
        assertThat(fuzz(1, 4_000)).as("different outcomes").isGreaterThan(20);
    }

    @Test
    @Tag("long")
    void so_are_three_million_others() throws IOException {
        long seed = System.nanoTime();
        System.out.println("/q reader: " + fuzz(seed, 3_000_000) + " outcomes, seed " + seed);
    }
}
