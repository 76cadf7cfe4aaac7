package io.steelyard.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.fault.Figures;
import io.steelyard.fuzz.Fuzzer;
import io.steelyard.fuzz.ParserFuzz;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the API answers to a query: it is read, or refused by the one error for that. */
class QueryFuzzTest extends ParserFuzz {

    private static final String SECRET = "canary-51be";

    /** Another parser, with no limits but its own: what is no JSON for it must not be read by ours. */
    private static final ObjectMapper JUDGE = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final AtomicLong tried = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();

    @Override
    protected List<byte[]> samples() throws IOException {
        return List.of(
                Samples.bytes("query-small.json"),
                Samples.bytes("query-blue-green.json"),
                Samples.bytes("query-edge-cases.json"),
                bytes("{\"Token\":\"" + SECRET + "\",\"Backends\":[{\"ID\":\"a\",\"Load\":1}]}"));
    }

    @Override
    protected List<String> pieces() {
        return JSON;
    }

    @Override
    protected int outcomes() {
        return 20;
    }

    @Override
    public String outcome(byte[] input) throws IOException {
        try {
            String outcome = "read: " + Samples.read(input).oddities().counts();
            judge(input, true);
            return outcome;
        } catch (Malformed error) {
            judge(input, false);
            String message = String.valueOf(error.getMessage());
            assertThat(message).hasLineCount(1).hasSizeLessThan(300).doesNotContain(SECRET);
            return message;
        }
    }

    private void judge(byte[] input, boolean read) {
        tried.incrementAndGet();
        if (!read) {
            refused.incrementAndGet();
            return;
        }
        try {
            JUDGE.readTree(input);
        } catch (IOException noJson) {
            accepted.incrementAndGet();
            throw new AssertionError("read, but: " + noJson.getMessage());
        }
    }

    @Test
    @Tag("long")
    void so_are_three_million_others() throws IOException {
        cut("query-small.json", "query-blue-green.json", "query-edge-cases.json");
        long seed = System.nanoTime();
        int outcomes = new Fuzzer(seed, samples(), pieces()).run(3_000_000, this);
        System.out.println("/q reader: " + outcomes + " outcomes, seed " + seed);
        Figures.record(
                "fuzz", "tried", tried.toString(), "refused", refused.toString(), "accepted", accepted.toString());
    }

    /** Every proper beginning of an answer is a bad one. */
    private void cut(String... names) throws IOException {
        for (String name : names) {
            byte[] whole = new String(Samples.bytes(name), UTF_8).strip().getBytes(UTF_8);
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Samples.read(part)).isInstanceOf(Malformed.class);
                judge(part, false);
            }
        }
    }
}
