package io.steelyard.adapter.haproxy;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns of {@code show stat} that are read, out of more than a hundred. The names are HAProxy's. */
enum Column {
    PXNAME(true),
    SVNAME(true),
    TYPE(true),
    STATUS(true),
    SCUR(true),
    STOT(true),
    QCUR(true),
    UWEIGHT(true),
    BCK(false),
    REQ_TOT(false),
    HRSP_5XX(false),
    ECON(false),
    ERESP(false),
    WRETR(false),
    RTIME(false),
    TTIME(false),
    // Shown from level operator on only.
    ADDR(false),
    ALGO(false);

    static final Map<String, Column> BY_HEADER =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Column::header, Function.identity()));

    private final boolean needed;

    Column(boolean needed) {
        this.needed = needed;
    }

    boolean needed() {
        return needed;
    }

    String header() {
        return name().toLowerCase(Locale.ROOT);
    }
}
