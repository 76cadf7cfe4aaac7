package io.steelyard.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.steelyard.testing.Allocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are made to use up memory: refused, after little more than their own size. */
class BombTest {

    private static final int SIZE = 4 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":",
                "[",
                "{\"Backends\":[",
                "{\"Backends\":[{\"Load\":1",
                "{\"Token\":\"x",
                "{\"x\":-0.000",
                "{\"",
                "{\"Endpoints\":[{\"Routes\":[{\"Weight\":9"
            })
    void what_begins_well_and_never_ends_costs_little_more_than_its_size(String start) {
        String again = start.startsWith("{\"a\"") || start.equals("[") || start.equals("{\"Backends\":[")
                ? start
                : start.substring(start.length() - 1);
        byte[] bomb = (start + again.repeat((SIZE - start.length()) / again.length())).getBytes(UTF_8);
        long used = Allocation.of(() -> assertThatThrownBy(() -> Samples.read(bomb))
                .isInstanceOf(Malformed.class)
                .satisfies(thrown -> assertThat(String.valueOf(thrown.getMessage()))
                        .hasLineCount(1)
                        .hasSizeLessThan(300)));
        assertThat(used).as("bytes allocated").isLessThan(8L * SIZE);
    }

    @Test
    void a_gibibyte_that_says_how_large_it_is_costs_nothing() throws IOException {
        assertThat(refusing(zeros(1024))).as("bytes allocated").isLessThan(SIZE / 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, SIZE - 1, SIZE, -1})
    void one_that_lies_about_it_costs_no_more_than_the_limit(int announced) throws IOException {
        byte[] bomb = zeros(1024);
        ByteBuffer.wrap(bomb, bomb.length - 4, 4).order(ByteOrder.LITTLE_ENDIAN).putInt(announced);
        assertThat(refusing(bomb)).as("bytes allocated").isLessThan(SIZE + SIZE / 20);
    }

    @Test
    void parts_that_follow_each_other_are_counted_together() throws IOException {
        byte[] part = zeros(2);
        assertThat(inflated(ByteBuffer.allocate(2 * part.length)
                                .put(part)
                                .put(part)
                                .array())
                        .length())
                .isEqualTo(SIZE);
        byte[] bomb = ByteBuffer.allocate(3 * part.length)
                .put(part)
                .put(part)
                .put(part)
                .array();
        assertThat(refusing(bomb)).as("bytes allocated").isLessThan(SIZE + SIZE / 20);
    }

    private static byte[] zeros(int mebibytes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            byte[] piece = new byte[1 << 20];
            for (int i = 0; i < mebibytes; i++) {
                gzip.write(piece);
            }
        }
        return bytes.toByteArray();
    }

    private static Body inflated(byte[] bytes) throws IOException {
        Body body = new Body(ReadLimits.ofBytes(SIZE), bytes.length);
        body.add(Unpooled.wrappedBuffer(bytes));
        return body.inflated();
    }

    private static long refusing(byte[] bomb) throws IOException {
        Body body = new Body(ReadLimits.ofBytes(SIZE), bomb.length);
        body.add(Unpooled.wrappedBuffer(bomb));
        return Allocation.of(() ->
                assertThatThrownBy(body::inflated).isInstanceOf(Malformed.class).hasMessageContaining("limit"));
    }

    @Test
    void a_million_unknown_members_are_passed_over() throws IOException {
        StringBuilder json = new StringBuilder("{\"Endpoints\":[]");
        for (int i = 0; json.length() < SIZE; i++) {
            json.append(",\"m").append(i).append("\":[").append(i).append(']');
        }
        byte[] bomb = json.append('}').toString().getBytes(UTF_8);
        QueryResponse[] read = new QueryResponse[1];
        long used = Allocation.of(() -> {
            try {
                read[0] = Samples.read(bomb);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(read[0].endpoints()).isEmpty();
        assertThat(read[0].oddities().toString().length()).isLessThan(10_000);
        assertThat(used).as("bytes allocated").isLessThan(64L * SIZE);
    }
}
