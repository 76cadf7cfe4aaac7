package io.steelyard.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes scrapes. The rows of the balancer are those of one snapshot, written and compressed once for all scrapes that
 * see it; the rest is written anew each time and follows. Safe for use by several threads; takes milliseconds, never
 * waits.
 */
public final class Exposition {

    private static final List<String> SUFFIXES =
            List.of("", "_total", "_info", "_bucket", "_sum", "_count", "_created");

    private final PrometheusRegistry registry;
    private final Board board;

    Exposition(PrometheusRegistry registry, Board board) {
        this.registry = registry;
        this.board = board;
    }

    /**
     * The answer to one scrape.
     *
     * @param contentType of the header
     * @param gzip true if the body is compressed
     * @param parts the body in order; shared with other scrapes, so never to be changed
     */
    public record Scrape(String contentType, boolean gzip, List<byte[]> parts) {

        public int length() {
            return parts.stream().mapToInt(part -> part.length).sum();
        }
    }

    /**
     * One scrape.
     *
     * @param accept the header Accept, if there is one: OpenMetrics, Prometheus' protobuf, else text 0.0.4
     * @param gzip true if the reader takes gzip
     * @param names of metrics to which the scrape is narrowed, with or without suffix; empty means all
     */
    public Scrape scrape(@Nullable String accept, boolean gzip, Set<String> names) {
        Format format = Format.accepted(accept);
        Predicate<String> wanted =
                family -> names.isEmpty() || SUFFIXES.stream().anyMatch(suffix -> names.contains(family + suffix));
        Board.View view = board.view();
        Rendering head = view.levels()
                .map(levels -> names.isEmpty() ? levels : levels.narrowed(wanted))
                .orElse(Rendering.NOTHING);
        byte[] tail = format.tail(moving(view, wanted));
        List<byte[]> plain = head.plain(format);
        return new Scrape(
                format.contentType(),
                gzip,
                gzip ? Gzip.member(head.deflated(format), plain, tail) : joined(plain, tail));
    }

    private static List<byte[]> joined(List<byte[]> head, byte[] tail) {
        List<byte[]> parts = new ArrayList<>(head);
        parts.add(tail);
        return parts;
    }

    private MetricSnapshots moving(Board.View view, Predicate<String> wanted) {
        List<MetricSnapshot> families = new ArrayList<>();
        registry.scrape(name -> !Board.FAMILIES.contains(name) && wanted.test(name))
                .forEach(families::add);
        if (wanted.test(Catalogue.UP.family())) {
            families.add(view.upRow());
        }
        return new MetricSnapshots(families);
    }
}
