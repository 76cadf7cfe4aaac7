package io.steelyard.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import io.steelyard.model.Labels;
import io.steelyard.model.Selector;
import io.steelyard.policy.Times;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Whatever stands where a value is wanted: it is one, or a sentence says what to write. */
class ValueFuzzTest extends ParserFuzz {

    private static final List<Function<String, ?>> PARSERS = List.of(
            Durations::parse,
            ByteSize::parse,
            HostPort::parse,
            ControlSocket::parse,
            BaseUrl::parse,
            LinkUrl::parse,
            Glob::parse,
            Times::parse,
            text -> Scalars.parse(int.class, text),
            text -> Scalars.parse(double.class, text),
            text -> Scalars.parse(Duration.class, text),
            text -> Scalars.parse(Path.class, text),
            text -> Scalars.parse(Pattern.class, text));

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes("1m30s"),
                bytes("64MB"),
                bytes("127.0.0.1:9790"),
                bytes("[::1]:80"),
                bytes("/run/haproxy.sock"),
                bytes("https://balancer.example.com/api"),
                bytes("*.example.com"),
                bytes("0 8 * * MON-FRI"),
                bytes("(a|b)+-(\\d+)"),
                bytes("1e-3"),
                bytes("a=b, c = d"));
    }

    @Override
    protected List<String> pieces() {
        return List.of("0", "9999999999", "-", "%", "[", "]", ":", "@", "/", "*", "(", "h", "\u0000");
    }

    @Override
    protected int outcomes() {
        return 8;
    }

    @Override
    public String outcome(byte[] input) {
        String text = new String(input, 0, Math.min(200, input.length), UTF_8);
        StringBuilder outcome = new StringBuilder();
        for (Function<String, ?> parser : PARSERS) {
            outcome.append(judged(parser, text));
        }
        Selector.parse(text);
        return outcome.append("x".repeat(Labels.parse(text).pairs().size())).toString();
    }

    private static String judged(Function<String, ?> parser, String text) {
        try {
            return String.valueOf(parser.apply(text)).isEmpty() ? "e" : "+";
        } catch (IllegalArgumentException refused) {
            assertThat(String.valueOf(refused.getMessage())).isNotBlank();
            return "-";
        }
    }
}
