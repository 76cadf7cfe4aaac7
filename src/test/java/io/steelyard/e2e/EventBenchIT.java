package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.actuator.Actuator;
import io.steelyard.adapter.Balancer;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Backend;
import io.steelyard.model.Capabilities;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import io.steelyard.model.Weights;
import io.steelyard.web.backplane.BackplaneServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/**
 * What open pages cost the daemon as it is packaged: 500 routes whose numbers all change once a second, read over the
 * Backplane API and decided on, for 200 readers of the events, for one and for none. The processor's time is the
 * process's own, of {@code /proc}.
 */
@Tag("bench")
@Isolated
class EventBenchIT {

    private static final int ENDPOINTS = 50;
    private static final int ROUTES = 10;
    private static final int READERS = 200;
    private static final int WARM_UP = 60;
    private static final int SECONDS = 30;

    /** The options of packaging/systemd/steelyard.service that bear on it. */
    private static final List<String> UNIT = List.of("-XX:+UseSerialGC", "-Xmx256m");

    @TempDir
    private Path folder = Path.of(".");

    private final Random random = new Random(1);

    /** @param resident memory of the process at the end, in bytes */
    private record Cost(double cores, double bytesPerReader, double resident) {}

    private Snapshot snapshot() {
        List<Endpoint> endpoints = new ArrayList<>();
        List<Backend> backends = new ArrayList<>();
        for (int e = 0; e < ENDPOINTS; e++) {
            Route[] routes = new Route[ROUTES];
            for (int r = 0; r < ROUTES; r++) {
                Backend backend = Scene.backend("b" + e + "-" + r, 1 + random.nextInt(100), 1 + random.nextInt(1000));
                backends.add(backend);
                routes[r] = Scene.route("route" + r, 100, backend);
            }
            endpoints.add(Scene.endpoint("www" + e + ".example.com", routes));
        }
        return new Snapshot("bench", "", endpoints, backends);
    }

    private Balancer balancer() {
        Actuator nobody = new Actuator() {
            @Override
            public Capabilities capabilities() {
                return io.steelyard.testing.Scene.PERMILLE;
            }

            @Override
            public Mono<Map<String, Integer>> weights(String pattern) {
                return Mono.error(new IllegalStateException("nothing is written here"));
            }

            @Override
            public Mono<Void> shape(String pattern, Weights weights) {
                return Mono.error(new IllegalStateException("nothing is written here"));
            }
        };
        return new Balancer("bench", () -> Mono.fromSupplier(this::snapshot), nobody, Optional.empty(), Mono.empty());
    }

    @Test
    void two_hundred_open_pages_cost_at_most_a_tenth_of_a_core() throws Exception {
        DisposableServer api = Objects.requireNonNull(
                BackplaneServer.bind(balancer(), "127.0.0.1", 0, () -> "token").block(Program.PATIENCE));
        Path file = Files.writeString(folder.resolve("steelyard.yaml"), """
                balancer: {type: backplane, backplane: {url: "http://127.0.0.1:%d", token: token}}
                http: {listen: "127.0.0.1:0"}
                """.formatted(api.port()));
        try (Program agent = Program.start(UNIT, "run", "--config", file.toString())) {
            int port = listening(agent);
            Awaitility.await()
                    .atMost(Program.PATIENCE)
                    .ignoreExceptions()
                    .until(() ->
                            Program.get("http://127.0.0.1:" + port + "/-/ready").statusCode() == 200);
            measure(agent, port, READERS, WARM_UP);
            Cost none = measure(agent, port, 0, SECONDS);
            Cost one = measure(agent, port, 1, SECONDS);
            Cost all = measure(agent, port, READERS, SECONDS);
            Cost again = measure(agent, port, 0, SECONDS);
            double quiet = (none.cores() + again.cores()) / 2;
            System.out.printf(
                    Locale.ROOT,
                    "bench: open pages on %d routes at 1 Hz: the process takes %.1f %% of a core with %d readers, %.1f %% with one,"
                            + " %.1f %% and %.1f %% with none: %d readers cost %.1f %%; %.1f KB/s for each;"
                            + " resident %.0f MB, with none %.0f MB before and %.0f MB after%n",
                    ENDPOINTS * ROUTES,
                    100 * all.cores(),
                    READERS,
                    100 * one.cores(),
                    100 * none.cores(),
                    100 * again.cores(),
                    READERS,
                    100 * (all.cores() - quiet),
                    all.bytesPerReader() / 1e3,
                    all.resident() / 1e6,
                    none.resident() / 1e6,
                    again.resident() / 1e6);
            assertThat(all.bytesPerReader()).as("they are told of every poll").isGreaterThan(10e3);
            assertThat(all.cores() - quiet).isLessThanOrEqualTo(0.10);
            assertThat(all.resident() - none.resident()).isLessThan(100e6);
        } finally {
            api.disposeNow();
        }
    }

    private static int listening(Program agent) {
        Pattern line = Pattern.compile("http on \\S*?127\\.0\\.0\\.1:(\\d+)");
        String said = Awaitility.await()
                .atMost(Program.PATIENCE)
                .until(agent::err, text -> line.matcher(text).find());
        Matcher found = line.matcher(said);
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1));
    }

    private static Cost measure(Program agent, int port, int readers, int seconds) throws Exception {
        AtomicLong bytes = new AtomicLong();
        try (Selector selector = Selector.open()) {
            List<SocketChannel> channels = connect(port, readers, selector);
            AtomicBoolean over = new AtomicBoolean();
            Thread reader = new Thread(() -> read(selector, bytes, over), "bench-reader");
            reader.start();
            TimeUnit.SECONDS.sleep(3); // the first snapshot is whole
            long begun = System.nanoTime();
            double cpu = cpuSeconds(agent.pid());
            bytes.set(0);
            TimeUnit.SECONDS.sleep(seconds);
            double spent = cpuSeconds(agent.pid()) - cpu;
            double passed = (System.nanoTime() - begun) / 1e9;
            double read = bytes.get();
            over.set(true);
            selector.wakeup();
            reader.join();
            for (SocketChannel channel : channels) {
                channel.close();
            }
            return new Cost(spent / passed, read / passed / Math.max(1, readers), resident(agent.pid()));
        }
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

    /** User and system time of a process so far; the kernel counts in hundredths of a second. */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static double resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow()
                * 1024.0;
    }
}
