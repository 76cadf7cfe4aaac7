package io.steelyard.web.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.steelyard.fuzz.ParserFuzz;
import java.util.List;

/** Whatever line a client of the served Backplane API begins with: it is taken, or refused with a status. */
class PathFuzzTest extends ParserFuzz {

    private static final Credentials CREDENTIALS = new Credentials(() -> "canary");

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes("/e/www.example.com%2Fa?x=1\nBasic YTo=\n\"a\", W/\"b\""),
                bytes("http://host/e/a/b\nbasic Y2FuYXJ5Og==\n*"));
    }

    @Override
    protected List<String> pieces() {
        return List.of("%", "%2F", "%00", "%ff", "..", "/", "?", "://", " ", "\n", "Basic ", "=", "W/");
    }

    @Override
    protected int outcomes() {
        return 4;
    }

    @Override
    public String outcome(byte[] input) {
        String[] lines = new String(input, UTF_8).split("\n", 3);
        return RequestFuzzTest.judged(() -> RequestPath.pattern(RequestPath.path(lines[0])))
                + (lines.length > 1 ? CREDENTIALS.admit(lines[1]) : "")
                + (lines.length > 2 ? Tag.matches(lines[2], "b") : "");
    }
}
