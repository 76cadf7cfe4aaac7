package io.steelyard.adapter.haproxy;

import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Tells one process of HAProxy from the next: a reload or restart brings a new one, with other weights and counters.
 *
 * @param startedAt seconds since 1970; versions before 2.6 do not say
 */
record Instance(long pid, OptionalLong startedAt, long uptimeSeconds) {

    /** From {@code show info}. */
    static Instance of(Map<String, String> info) {
        return new Instance(
                number(info, "Pid"),
                info.containsKey("Start_time_sec")
                        ? OptionalLong.of(number(info, "Start_time_sec"))
                        : OptionalLong.empty(),
                number(info, "Uptime_sec"));
    }

    /** True if this, read later, can be the same process as the other one. */
    boolean continues(Instance earlier) {
        return pid == earlier.pid
                && startedAt.equals(earlier.startedAt)
                && (startedAt.isPresent() || uptimeSeconds >= earlier.uptimeSeconds);
    }

    private static long number(Map<String, String> info, String name) {
        @Nullable String value = info.get(name);
        if (value == null || !value.matches("[0-9]{1,18}")) {
            throw new MalformedAnswerException("show info: " + name + " is "
                    + (value == null
                            ? "missing; is this an HAProxy stats socket?"
                            : "\"" + value + "\", not a number"));
        }
        return Long.parseLong(value);
    }
}
