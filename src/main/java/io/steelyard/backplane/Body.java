package io.steelyard.backplane;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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

    private Body(ReadLimits limits, byte[] whole) {
        this.limits = limits;
        this.limit = limits.bytes();
        this.bytes = whole;
        this.length = whole.length;
    }

    /** These bytes, which are not copied. */
    static Body of(byte[] whole) {
        return new Body(ReadLimits.ofBytes(whole.length), whole);
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

    /** The inflated bytes; nothing is kept of a body that would become more than the limit. */
    Body inflated() throws Malformed {
        return new Body(limits, Gzip.inflated(bytes, length, limit));
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(limit, Math.max(2L * bytes.length, (long) length + more)));
        }
    }

    private Malformed tooLarge() {
        return tooLarge(limit);
    }

    static Malformed tooLarge(long limit) {
        return new Malformed("the answer is above the limit of " + limit
                + " bytes (inflated); raise max_response_bytes, and the heap with it, if that is right");
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
