package io.steelyard.backplane;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPInputStream;

/**
 * Inflates into an array of just the right size, so that an answer that would be too large takes no memory: its last four
 * bytes say how large it gets. Where they cannot be believed, or there are several parts with their own, the bytes are
 * counted first and kept in a second pass.
 */
final class Gzip {

    private static final int CHUNK = 8 * 1024;
    private static final int TRAILER = 4;

    /** More than that nothing grows by deflating. */
    private static final long MOST_RATIO = 1_032;

    private Gzip() {}

    /**
     * @param bytes of which the first {@code length} count
     * @param limit for what they become
     */
    static byte[] inflated(byte[] bytes, int length, long limit) throws Malformed {
        try {
            long announced = announced(bytes, length);
            if (announced <= Math.min(limit, MOST_RATIO * length)) {
                byte[] whole = new byte[(int) announced];
                if (fills(whole, open(bytes, length))) {
                    return whole;
                }
            }
            byte[] whole = new byte[count(open(bytes, length), limit)];
            if (fills(whole, open(bytes, length))) {
                return whole;
            }
            throw damaged();
        } catch (Malformed refused) {
            throw refused;
        } catch (IOException e) {
            throw damaged();
        }
    }

    private static Malformed damaged() {
        return new Malformed("the gzip of the answer is cut off or damaged");
    }

    private static InputStream open(byte[] bytes, int length) throws IOException {
        return new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length), CHUNK);
    }

    /** By RFC 1952, modulo 2^32. */
    private static long announced(byte[] bytes, int length) {
        return length < TRAILER
                ? 0
                : Integer.toUnsignedLong(ByteBuffer.wrap(bytes, length - TRAILER, TRAILER)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt());
    }

    /** True if they are all there are; reads to the end, so that the sum is checked too. */
    private static boolean fills(byte[] whole, InputStream from) throws IOException {
        try (from) {
            return from.readNBytes(whole, 0, whole.length) == whole.length && from.read() < 0;
        }
    }

    private static int count(InputStream from, long limit) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long count = 0;
        try (from) {
            for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                count += read;
                if (count > limit) {
                    throw Body.tooLarge(limit);
                }
            }
        }
        return (int) count;
    }
}
