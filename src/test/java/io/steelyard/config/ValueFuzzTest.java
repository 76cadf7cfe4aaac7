package io.steelyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Labels;
import io.steelyard.model.Selector;
import io.steelyard.policy.Times;
import io.steelyard.testing.Fuzzer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever stands where a value is wanted: it is one, or a sentence says what to write. */
class ValueFuzzTest {

    private static final List<Function<String, ?>> PARSERS = List.of(
            Durations::parse,
            ByteSize::parse,
            HostPort::parse,
            ControlSocket::parse,
            BaseUrl::parse,
            Glob::parse,
            Times::parse,
            text -> Scalars.parse(int.class, text),
            text -> Scalars.parse(double.class, text),
            text -> Scalars.parse(Duration.class, text),
            text -> Scalars.parse(Path.class, text),
            text -> Scalars.parse(Pattern.class, text));

    private static int fuzz(long seed, int times) {
        List<byte[]> samples = List.of(
                "1m30s".getBytes(UTF_8),
                "64MB".getBytes(UTF_8),
                "127.0.0.1:9790".getBytes(UTF_8),
                "[::1]:80".getBytes(UTF_8),
                "/run/haproxy.sock".getBytes(UTF_8),
                "https://balancer.example.com/api".getBytes(UTF_8),
                "*.example.com".getBytes(UTF_8),
                "0 8 * * MON-FRI".getBytes(UTF_8),
                "(a|b)+-(\\d+)".getBytes(UTF_8),
                "1e-3".getBytes(UTF_8),
                "a=b, c = d".getBytes(UTF_8));
        List<String> pieces = List.of("0", "9999999999", "-", "%", "[", "]", ":", "@", "/", "*", "(", "h", "\u0000");
        return new Fuzzer(seed, samples, pieces).run(times, input -> {
            String text = new String(input, 0, Math.min(200, input.length), UTF_8);
            StringBuilder outcome = new StringBuilder();
            for (Function<String, ?> parser : PARSERS) {
                outcome.append(judged(parser, text));
            }
            Selector.parse(text);
            return outcome.append("x".repeat(Labels.parse(text).pairs().size())).toString();
        });
    }

    private static String judged(Function<String, ?> parser, String text) {
        try {
            return String.valueOf(parser.apply(text)).isEmpty() ? "e" : "+";
        } catch (IllegalArgumentException refused) {
            assertThat(String.valueOf(refused.getMessage())).isNotBlank();
            return "-";
        }
    }

    @Test
    void a_value_is_one_or_is_refused_in_words() {
        assertThat(fuzz(1, 3_000)).as("different outcomes").isGreaterThan(8);
    }

    @Test
    @Tag("long")
    void so_are_a_million_others() {
        long seed = System.nanoTime();
        System.out.println("values: " + fuzz(seed, 1_000_000) + " outcomes, seed " + seed);
    }
}
