package io.steelyard.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Whatever stands where a compressed answer is wanted: it is inflated, or refused by the one error for that. */
class GzipFuzzTest extends ParserFuzz {

    private static final long LIMIT = 100_000;

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(bytes(text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    @Override
    protected List<byte[]> samples() {
        return List.of(gzip("{}"), gzip("[0]".repeat(5_000)), gzip(""));
    }

    @Override
    protected List<String> pieces() {
        return List.of("\u001f", "\b", "\u0000\u0000\u0000\u0000", "\u00ff");
    }

    @Override
    protected int outcomes() {
        return 2;
    }

    @Override
    public String outcome(byte[] input) {
        try {
            return "read: " + Gzip.inflated(input, input.length, LIMIT).length;
        } catch (Malformed refused) {
            assertThat(String.valueOf(refused.getMessage())).hasLineCount(1);
            return String.valueOf(refused.getMessage());
        }
    }
}
