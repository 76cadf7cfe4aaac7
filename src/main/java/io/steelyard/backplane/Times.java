package io.steelyard.backplane;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads RFC 3339 as the API writes it, strictly: 0 to 9 digits of a second, {@code Z} or an offset. */
final class Times {

    private static final int SECONDS_OF_DAY = 86_400;

    // Most times of an answer lie on few days.
    private int lastDay = -1;
    private long lastEpochDay;

    /** Null if the text is no time. */
    @Nullable
    Instant read(char[] text, int start, int length) {
        int end = start + length;
        if (length < 20
                || text[start + 4] != '-'
                || text[start + 7] != '-'
                || text[start + 10] != 'T'
                || text[start + 13] != ':'
                || text[start + 16] != ':') {
            return null;
        }
        int year = number(text, start, 4);
        int month = number(text, start + 5, 2);
        int day = number(text, start + 8, 2);
        int hour = number(text, start + 11, 2);
        int minute = number(text, start + 14, 2);
        int second = number(text, start + 17, 2);
        boolean digitsOnly = (year | month | day | hour | minute | second) >= 0;
        if (!digitsOnly || hour > 23 || minute > 59 || second > 59 || !knowsDay(year * 10_000 + month * 100 + day)) {
            return null;
        }
        int at = start + 19;
        int nanos = 0;
        if (text[at] == '.') {
            int digits = digits(text, at + 1, end);
            nanos = digits < 1 || digits > 9 ? -1 : number(text, at + 1, digits) * power(9 - digits);
            at += 1 + digits;
        }
        int offset = offset(text, at, end);
        if (nanos < 0 || offset == Integer.MIN_VALUE) {
            return null;
        }
        return Instant.ofEpochSecond(
                lastEpochDay * SECONDS_OF_DAY + hour * 3600L + minute * 60L + second - offset, nanos);
    }

    private boolean knowsDay(int day) {
        if (day != lastDay) {
            try {
                lastEpochDay =
                        LocalDate.of(day / 10_000, day / 100 % 100, day % 100).toEpochDay();
                lastDay = day;
            } catch (DateTimeException noSuchDay) {
                lastDay = -1;
                return false;
            }
        }
        return true;
    }

    private static int offset(char[] text, int at, int end) {
        if (end - at == 1 && text[at] == 'Z') {
            return 0;
        }
        if (end - at != 6 || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        return (text[at] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    }

    private static int digits(char[] text, int from, int end) {
        int at = from;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at - from;
    }

    /** -1 if one of the characters is no digit. */
    private static int number(char[] text, int from, int digits) {
        int value = 0;
        for (int at = from; at < from + digits; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    private static int power(int exponent) {
        int value = 1;
        for (int left = exponent; left > 0; left--) {
            value *= 10;
        }
        return value;
    }
}
