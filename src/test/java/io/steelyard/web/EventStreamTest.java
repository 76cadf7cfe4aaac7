package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Observation;
import io.steelyard.model.Route;
import io.steelyard.web.port.Port;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

class EventStreamTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = scene.metrics(scene.settings());
    private final Journal journal = new Journal(scene.settings());
    private final Port anybody = new Port(Optional.empty(), scene::now, Schedulers.immediate());
    private final DisposableServer server =
            Objects.requireNonNull(new AgentServer(metrics, journal, Admin.NONE, anybody, Schedulers.parallel())
                    .listen("127.0.0.1", 0)
                    .block(LIMIT));
    private final List<Socket> readers = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket reader : readers) {
            reader.close();
        }
        server.disposeNow();
    }

    private Socket reader(String... headers) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        readers.add(socket);
        socket.setSoTimeout((int) LIMIT.toMillis());
        socket.getOutputStream()
                .write(("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
                                + String.join("", headers) + "\r\n")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static BufferedReader lines(Socket socket) throws Exception {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String next(BufferedReader lines, String start) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos(); // heartbeats go on for ever
        for (String line = lines.readLine(); line != null && System.nanoTime() < end; line = lines.readLine()) {
            if (line.startsWith(start)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended, or went on for " + LIMIT + ", without " + start);
    }

    private String scrape(String name) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        metrics.exposition().scrape(null, false, Set.of(name)).parts().forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_reader_is_told_of_each_snapshot_without_compression_and_is_counted() throws Exception {
        journal.accept(scene.seen(Scene.www()));
        BufferedReader lines = lines(reader());
        assertThat(next(lines, "HTTP/1.1")).contains("200");
        StringBuilder head = new StringBuilder();
        for (String line = lines.readLine(); !line.isEmpty(); line = lines.readLine()) {
            head.append(line).append('\n');
        }
        assertThat(head.toString().toLowerCase(java.util.Locale.ROOT))
                .contains("content-type: text/event-stream", "x-accel-buffering: no", "cache-control: no-store")
                .doesNotContain("content-encoding");
        assertThat(next(lines, "retry:")).isEqualTo("retry: 2000");
        assertThat(next(lines, "event:")).isEqualTo("event: snapshot");
        assertThat(next(lines, "id:")).isEqualTo("id: 1");
        assertThat(next(lines, "data:")).contains("\"base\":null");
        assertThat(next(lines, "event:")).isEqualTo("event: mode");
        journal.accept(scene.seen(Scene.www()));
        assertThat(next(lines, "id: 2")).isEqualTo("id: 2");
        assertThat(scrape("steelyard_status_subscribers")).contains("steelyard_status_subscribers 1.0");
        readers.get(0).close();
        await().atMost(LIMIT).until(() -> {
            journal.accept(scene.seen(Scene.www())); // a reader that went away is noticed when it is written to
            return scrape("steelyard_status_subscribers").contains("steelyard_status_subscribers 0.0");
        });
    }

    @Test
    void one_that_comes_does_not_take_the_news_from_the_others() throws Exception {
        journal.accept(scene.seen(Scene.www()));
        BufferedReader first = lines(reader());
        assertThat(next(first, "id:")).isEqualTo("id: 1");
        for (int generation = 2; generation <= 4; generation++) {
            journal.accept(scene.seen(Scene.www()));
            assertThat(next(lines(reader()), "id:")).isEqualTo("id: " + generation);
            assertThat(next(first, "id: " + generation)).isEqualTo("id: " + generation);
        }
    }

    @Test
    void a_reader_that_does_not_read_holds_up_nobody() throws Exception {
        journal.accept(scene.seen(Scene.www()));
        reader("X-Padding: x\r\n").setReceiveBufferSize(1024);
        BufferedReader other = lines(reader());
        for (int generation = 2; generation <= 6; generation++) {
            journal.accept(scene.seen(Scene.www()));
            assertThat(next(other, "id: " + generation)).isEqualTo("id: " + generation);
        }
    }

    /** Of some megabytes, so that a few fill what the kernel keeps for a reader that does not read. */
    private long large(int round) {
        Route[] routes = IntStream.range(0, 1_000)
                .mapToObj(at ->
                        Scene.route("route" + at + "x".repeat(1_500), 1, Scene.backend("b" + at, 1 + round, 1 + round)))
                .toArray(Route[]::new);
        Observation.Seen seen = scene.seen(Scene.endpoint("large", routes));
        journal.accept(seen);
        return seen.generation();
    }

    @Test
    void what_a_slow_reader_missed_is_counted_and_made_good_by_one_whole_snapshot() throws Exception {
        AtomicLong newest = new AtomicLong(large(0));
        BufferedReader lines = lines(reader());
        assertThat(next(lines, "data:")).contains("\"base\":null");
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(() -> {
            newest.set(large((int) newest.get()));
            return scrape("steelyard_status_events_dropped_total").matches("(?s).*_total [1-9].*");
        });
        List<Boolean> whole = new ArrayList<>();
        for (String id = ""; !id.equals("id: " + newest.get()); ) {
            id = next(lines, "id: ");
            whole.add(next(lines, "data:").contains("\"base\":null"));
        }
        assertThat(whole).contains(true).hasSizeLessThan((int) newest.get() - 1);
    }

    @Test
    void more_readers_than_allowed_are_sent_away() throws Exception {
        for (int i = 0; i < EventStream.READERS_MOST; i++) {
            InputStream in = reader().getInputStream();
            in.read();
        }
        assertThat(next(lines(reader()), "HTTP/1.1")).contains("503");
    }
}
