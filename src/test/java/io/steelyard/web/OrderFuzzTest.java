package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever comes as an order: it is understood, or refused in a sentence; it is never a failure of ours. */
class OrderFuzzTest extends ParserFuzz {

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes("{\"reason\": \"deploy\", \"for\": \"30m\", \"by\": \"alice\", \"preview\": true}"),
                bytes("{\"reason\": \"x\", \"mode\": \"act\"}"),
                bytes("{\"reason\": \"x\", \"weights\": {\"a\": 1, \"b\": 0}}"));
    }

    @Override
    protected List<String> pieces() {
        return JSON;
    }

    @Override
    protected int outcomes() {
        return 10;
    }

    @Override
    public String outcome(byte[] input) {
        StringBuilder outcome = new StringBuilder();
        for (String path : List.of("/api/v1/pause", "/api/v1/mode", "/api/v1/endpoints/www/shape")) {
            outcome.append(order(path, input));
        }
        return outcome.toString();
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
    void bytes_that_begin_like_another_encoding_are_refused_like_any_other_nonsense() {
        byte[] notUtf32 = {0, 0, 0, '{', 0x7f, 0, 0, 0};
        assertThat(order("/api/v1/pause", notUtf32)).startsWith("the body is not JSON");
    }
}
