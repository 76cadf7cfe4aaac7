package io.steelyard.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.steelyard.fuzz.ParserFuzz;
import java.time.Duration;
import java.util.List;

/** Whatever wait an answer asks for: it is taken, within bounds, or passed over. */
class RetryAfterFuzzTest extends ParserFuzz {

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes("120\n"),
                bytes("Wed, 21 Oct 2026 07:28:00 GMT\nWed, 21 Oct 2026 07:27:00 GMT"),
                bytes("-1\nyesterday"));
    }

    @Override
    protected List<String> pieces() {
        return List.of("0", "9", "-", "999999999999999999", "Mon, ", "Feb", " GMT", " +2359", "\n", "29");
    }

    @Override
    protected int outcomes() {
        return 3;
    }

    @Override
    public String outcome(byte[] input) {
        String[] lines = new String(input, UTF_8).split("\n", 2);
        HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory()
                .withValidation(false)
                .newHeaders()
                .set(HttpHeaderNames.RETRY_AFTER, lines[0]);
        if (lines.length > 1) {
            headers.set(HttpHeaderNames.DATE, lines[1]);
        }
        return Failures.retryAfter(headers)
                .map(wait -> {
                    assertThat(wait).isBetween(Duration.ZERO, Duration.ofHours(1));
                    return wait.isZero() ? "none" : wait.toHours() == 1 ? "most" : "some";
                })
                .orElse("passed over");
    }
}
