package io.steelyard.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes, written with a unit of 1024 to the power of n: B, KB, MB, GB. */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,9})\\s?(B|KB|MB|GB)", Pattern.CASE_INSENSITIVE);
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes is below 0");
        }
    }

    public static ByteSize parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no size; write a whole number with B, KB, MB or GB, such as 64MB");
        }
        int power = UNITS.indexOf(matcher.group(2).toUpperCase(Locale.ROOT));
        return new ByteSize(Long.parseLong(matcher.group(1)) << (10 * power));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        int power = UNITS.size() - 1;
        while (power > 0 && (bytes == 0 || bytes % (1L << (10 * power)) != 0)) {
            power--;
        }
        return (bytes >> (10 * power)) + UNITS.get(power);
    }
}
