package io.steelyard.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The three formats. Each is such that what is written of two lists of families is a scrape when joined. */
enum Format {
    TEXT,
    OPENMETRICS,
    PROTOBUF;

    private static final ExpositionFormats WRITERS = ExpositionFormats.init();

    /** The one that the header Accept asks for; text 0.0.4 if it asks for none of them. */
    static Format accepted(@Nullable String accept) {
        ExpositionFormatWriter found = WRITERS.findWriter(accept);
        return Arrays.stream(values())
                .filter(format -> format.writer().equals(found))
                .findFirst()
                .orElse(TEXT);
    }

    String contentType() {
        return writer().getContentType();
    }

    /** The first parts, which others follow. */
    List<byte[]> head(Columns columns) {
        return this == PROTOBUF ? List.of(tail(columns.families())) : LevelText.of(columns, this == OPENMETRICS);
    }

    /** The last part. */
    byte[] tail(MetricSnapshots families) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
        try {
            writer().write(bytes, families);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private ExpositionFormatWriter writer() {
        return switch (this) {
            case TEXT -> WRITERS.getPrometheusTextFormatWriter();
            case OPENMETRICS -> WRITERS.getOpenMetricsTextFormatWriter();
            case PROTOBUF -> WRITERS.getPrometheusProtobufWriter();
        };
    }
}
