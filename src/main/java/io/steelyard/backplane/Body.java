package io.steelyard.backplane;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** The bytes of an answer, gathered up to a limit. Used by one thread after the other. */
final class Body {

    private static final int FIRST = 8 * 1024;

    private final ReadLimits limits;
    private final long limit;
    private byte[] bytes;
    private int length;

    Body(ReadLimits limits, int expected) {
        this.limits = limits;
        this.limit = limits.bytes();
        this.bytes = new byte[(int) Math.max(1, Math.min(limit, Math.max(FIRST, expected)))];
    }

    private Body(byte[] whole) {
        this.limits = ReadLimits.ofBytes(whole.length);
        this.limit = whole.length;
        this.bytes = whole;
        this.length = whole.length;
    }

    /** These bytes, which are not copied. */
    static Body of(byte[] whole) {
        return new Body(whole);
    }

    /** What it may hold. */
    ReadLimits limits() {
        return limits;
    }

    /** The first {@link #length} of these. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Takes a chunk; fails if it is more than the limit allows. */
    void add(ByteBuf chunk) throws Malformed {
        int more = chunk.readableBytes();
        if (more > limit - length) {
            throw tooLarge();
        }
        reserve(more);
        chunk.readBytes(bytes, length, more);
        length += more;
    }

    /** Takes what still fits of a chunk. */
    void addWhatFits(ByteBuf chunk) {
        int more = (int) Math.min(chunk.readableBytes(), limit - length);
        reserve(more);
        chunk.readBytes(bytes, length, more);
        length += more;
    }

    boolean full() {
        return length >= limit;
    }

    /** The inflated bytes; inflating stops at the limit, however much more a small body would become. */
    Body inflated() throws Malformed {
        Body inflated = new Body(limits, Math.multiplyExact(4L, length) > limit ? (int) limit : 4 * length);
        try (InputStream from = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length), FIRST)) {
            inflated.fill(from);
            return inflated;
        } catch (Malformed tooLarge) {
            throw tooLarge;
        } catch (IOException e) {
            throw new Malformed("the gzip of the answer is cut off or damaged");
        }
    }

    private void fill(InputStream from) throws IOException {
        int read = 0;
        while (read >= 0) {
            length += read;
            if (length == bytes.length && full()) {
                if (from.read() >= 0) {
                    throw tooLarge();
                }
                return;
            }
            reserve(1);
            read = from.read(bytes, length, (int) Math.min(bytes.length, limit) - length);
        }
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(2L * bytes.length, (long) length + more)));
        }
    }

    private Malformed tooLarge() {
        return new Malformed("the answer is above the limit of " + limit
                + " bytes (inflated); raise max_response_bytes, and the heap with it, if that is right");
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
