package io.steelyard.web;

import static io.steelyard.metrics.Scene.backend;
import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Reason;
import io.steelyard.model.Route;
import io.steelyard.web.port.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** What open pages cost the agent: 500 routes whose numbers all change once a second, 200 readers beside one. */
@Tag("bench")
class EventBenchTest {

    private static final int ENDPOINTS = 50;
    private static final int ROUTES = 10;
    private static final int READERS = 200;
    private static final int SECONDS = 20;

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = scene.metrics(scene.settings());
    private final Journal journal = new Journal(scene.settings());
    private final Random random = new Random(1);

    private record Cost(double cores, double bytesPerReader, double heap) {}

    @Test
    void two_hundred_open_pages_cost_at_most_a_tenth_of_a_core() throws Exception {
        Port anybody = new Port(Optional.empty(), scene::now, Schedulers.immediate());
        DisposableServer server =
                Objects.requireNonNull(new AgentServer(metrics, journal, Admin.NONE, anybody, Schedulers.parallel())
                        .listen("127.0.0.1", 0)
                        .block(Duration.ofSeconds(20)));
        try {
            measure(server.port(), READERS, 8); // warm
            Cost one = measure(server.port(), 1, SECONDS);
            Cost all = measure(server.port(), READERS, SECONDS);
            System.out.printf(
                    "open pages: %d routes at 1 Hz: %d readers take %.1f %% of a core, 1 reader %.1f %% (%.1fx);"
                            + " %.1f KB/s for each; heap %.0f MB, with 1 reader %.0f MB%n",
                    ENDPOINTS * ROUTES,
                    READERS,
                    100 * all.cores(),
                    100 * one.cores(),
                    all.cores() / one.cores(),
                    all.bytesPerReader() / 1e3,
                    all.heap() / 1e6,
                    one.heap() / 1e6);
            assertThat(all.cores()).isLessThanOrEqualTo(0.10);
            assertThat(all.heap() - one.heap()).isLessThan(100e6);
        } finally {
            server.disposeNow();
        }
    }

    private Cost measure(int port, int readers, int seconds) throws Exception {
        AtomicLong bytes = new AtomicLong();
        poll();
        try (Selector selector = Selector.open()) {
            List<SocketChannel> channels = connect(port, readers, selector);
            AtomicBoolean over = new AtomicBoolean();
            Thread reader = new Thread(() -> read(selector, bytes, over), "bench-reader");
            reader.start();
            Map<Long, Long> before = new HashMap<>();
            Flux.interval(Duration.ofSeconds(1), Schedulers.newSingle("bench-polls", true))
                    .take(seconds + 2L)
                    .doOnNext(tick -> poll())
                    .doOnNext(tick -> {
                        if (tick == 1) {
                            bytes.set(0);
                            before.putAll(cpu());
                        }
                    })
                    .blockLast();
            long spent = 0;
            for (Map.Entry<Long, Long> thread : cpu().entrySet()) {
                spent += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
            }
            double heap = heap();
            over.set(true);
            selector.wakeup();
            reader.join();
            for (SocketChannel channel : channels) {
                channel.close();
            }
            return new Cost(spent / (seconds * 1e9), (double) bytes.get() / seconds / readers, heap);
        }
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<SocketChannel> connect(int port, int readers, Selector selector) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < readers; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.write(ByteBuffer.wrap(
                    "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            channels.add(channel);
        }
        return channels;
    }

    private static void read(Selector selector, AtomicLong bytes, AtomicBoolean over) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (!over.get()) {
                selector.select(key -> {
                    try {
                        bytes.addAndGet(Math.max(0, ((SocketChannel) key.channel()).read(buffer.clear())));
                    } catch (IOException gone) {
                        key.cancel();
                    }
                });
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Of the threads that serve. */
    private static Map<Long, Long> cpu() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<Long, Long> cpu = new HashMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().matches("(reactor-http|parallel|bench-polls).*")) {
                cpu.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return cpu;
    }

    /** A snapshot in which every rate and load is another, and a hold of each endpoint. */
    private void poll() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int e = 0; e < ENDPOINTS; e++) {
            Route[] routes = new Route[ROUTES];
            for (int r = 0; r < ROUTES; r++) {
                routes[r] = Scene.route(
                        "route" + r, 100, backend("b" + e + "-" + r, random.nextInt(100), random.nextInt(1000)));
            }
            endpoints.add(Scene.endpoint("www" + e + ".example.com", routes));
        }
        journal.accept(scene.seen(endpoints.toArray(Endpoint[]::new)));
        for (int e = 0; e < ENDPOINTS; e++) {
            journal.accept(scene.hold(
                    "www" + e + ".example.com",
                    Reason.Code.DEAD_BAND,
                    "largest change of a share " + random.nextInt(100) + "% is within the dead band"));
        }
        scene.pass(Duration.ofSeconds(1));
    }
}
