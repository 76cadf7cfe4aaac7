package io.steelyard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steelyard.fuzz.ParserFuzz;
import io.steelyard.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Whatever line and headers a reader's request has: they mean something or nothing, and are no failure of ours. */
class AddressFuzzTest extends ParserFuzz {

    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T12:00:00Z"), Duration.ofDays(1));

    private final Scale scale = new Scale(Duration.ofSeconds(5));

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes(
                        "/api/v1/endpoints/www.example.com%2Fa/shape?x=1\nlocalhost:9790\nhttp://localhost:9790\ngzip;q=0.5"),
                bytes("/api/v1/policies/web/pause\n[::1]:9790\nnull\ntext/html, text/plain;q=0.9, */*;q=0.1"),
                bytes("/api/v1/scale/www%2Fa/blue\n127.0.0.1\nhttps://evil.example.com\nidentity"),
                bytes("/api/v1/mode\nsteelyard.svc."));
    }

    @Override
    protected List<String> pieces() {
        return List.of(
                "%", "%2F", "%zz", "..", "//", "?", "+", "\n", ":", "[", "]", "::", "q=", ";", ",", "1e999", ".", "@");
    }

    @Override
    protected int outcomes() {
        return 8;
    }

    @Override
    public String outcome(byte[] input) {
        String[] lines = new String(input, UTF_8).split("\n", 4);
        StringBuilder outcome =
                new StringBuilder(Target.of(lines[0]).map(Target::verb).orElse("no order"));
        if (lines[0].startsWith(Scale.PATH)) {
            outcome.append(scale.at(lines[0], NOW).status());
        }
        if (lines.length > 2) {
            Caller caller = new Caller(lines[1], lines[2], null, null);
            outcome.append(caller.foreign(Set.of("steelyard")).orElse("ours"));
            outcome.append(caller.misled(Set.of("steelyard"), false).orElse("ours"));
        }
        if (lines.length > 3) {
            outcome.append(Accepted.gzip(lines[3])).append(Accepted.html(lines[3]));
        }
        return outcome.toString();
    }
}
