package io.steelyard.metrics;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Joins a part that was compressed before and a fresh one into a single gzip member. (Two members would be as valid,
 * but browsers and curl read the first only.)
 */
final class Gzip {

    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final int TRAILER = 8;

    private Gzip() {}

    /** Deflated data that ends on a byte, so that more may follow. */
    static byte[] head(byte[] plain) {
        return plain.length == 0 ? plain : deflate(plain, Deflater.DEFAULT_COMPRESSION, false);
    }

    /**
     * The tail is compressed at each scrape, so quickly rather than well.
     *
     * @param head as {@link #head} gave it
     * @param plainHead what was compressed there
     */
    static List<byte[]> member(byte[] head, byte[] plainHead, byte[] tail) {
        CRC32 crc = new CRC32();
        crc.update(plainHead);
        crc.update(tail);
        byte[] trailer = ByteBuffer.allocate(TRAILER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) crc.getValue())
                .putInt(plainHead.length + tail.length)
                .array();
        return List.of(HEADER.clone(), head, deflate(tail, Deflater.BEST_SPEED, true), trailer);
    }

    private static byte[] deflate(byte[] plain, int level, boolean last) {
        Deflater deflater = new Deflater(level, true);
        try {
            deflater.setInput(plain);
            if (last) {
                deflater.finish();
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 8 + 64);
            byte[] buffer = new byte[1 << 14];
            int written;
            do {
                written = deflater.deflate(buffer, 0, buffer.length, last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
                out.write(buffer, 0, written);
            } while (last ? !deflater.finished() : written == buffer.length);
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }
}
