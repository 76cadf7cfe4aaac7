package io.steelyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real HAProxy of this test's own, with a stats socket of each level in a folder of its own. {@link #close} ends this
 * process and no other.
 *
 * <p>The configuration that is given has the proxies; {@code global} and {@code defaults} are written here. The servers
 * are closed after each request by {@code option http-server-close} unless a proxy says otherwise: a server that works
 * on one request at a time must not be held by an idle connection. Timeouts are long, so that an overload queues instead
 * of failing.
 */
public final class HaproxyProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;
    private final int statsPort;
    private final boolean master;
    private Process process;

    private HaproxyProcess(Path folder, int statsPort, boolean master, Process process) {
        this.folder = folder;
        this.statsPort = statsPort;
        this.master = master;
        this.process = process;
    }

    /** Starts HAProxy with these proxies and waits until its stats socket answers. */
    public static HaproxyProcess start(String proxies) {
        return start(proxies, false);
    }

    /** The same in master-worker mode, where {@link #reload} works. */
    public static HaproxyProcess startWithMaster(String proxies) {
        return start(proxies, true);
    }

    private static HaproxyProcess start(String proxies, boolean master) {
        try {
            // Not the tests' own temporary folder, because the path of a socket has 107 bytes at most.
            Path folder = Files.createTempDirectory(Path.of("/tmp"), "hap");
            int statsPort = freePort();
            Files.writeString(folder.resolve("haproxy.cfg"), configuration(folder, statsPort, proxies));
            HaproxyProcess haproxy = new HaproxyProcess(folder, statsPort, master, launch(folder, master));
            haproxy.awaitReady();
            return haproxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The stats socket of level admin. */
    public String adminSocket() {
        return folder.resolve("admin.sock").toString();
    }

    /** The same as HOST:PORT. */
    public String adminAddress() {
        return "127.0.0.1:" + statsPort;
    }

    /** The stats socket of level operator. */
    public String operatorSocket() {
        return folder.resolve("operator.sock").toString();
    }

    /** The stats socket of level user. */
    public String userSocket() {
        return folder.resolve("user.sock").toString();
    }

    public long pid() {
        return process.pid();
    }

    /** What HAProxy answers to a command on the admin socket, without blanks around it. */
    public String command(String command) {
        return ask(adminSocket(), command).strip();
    }

    /** The present weight of a server, such as {@code web/a}. */
    public int weight(String server) {
        String answer = command("get weight " + server);
        return Integer.parseInt(answer.substring(0, answer.indexOf(' ')));
    }

    /** What HAProxy wrote to its standard output and error. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a new worker with new proxies (SIGUSR2 to the master) and waits until it answers. */
    public void reload(String proxies) {
        long before = workerPid();
        write(proxies);
        signal("USR2");
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> workerPid() != before);
    }

    /** Ends HAProxy and starts it anew with the same configuration. */
    public void restart() {
        end();
        try {
            process = launch(folder, master);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitReady();
    }

    /** Stops the process in its tracks: its sockets take connections and say nothing. */
    public void freeze() {
        signal("STOP");
    }

    public void thaw() {
        signal("CONT");
    }

    @Override
    public void close() {
        signal("CONT");
        end();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port of the loopback interface that was free a moment ago. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a Unix socket answers to a line. */
    public static String ask(String socket, String command) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
            StringBuilder answer = new StringBuilder();
            ByteBuffer part = ByteBuffer.allocate(1 << 16);
            while (channel.read(part) >= 0) {
                answer.append(StandardCharsets.UTF_8.decode(part.flip()));
                part.clear();
            }
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long workerPid() {
        return command("show info")
                .lines()
                .filter(line -> line.startsWith("Pid: "))
                .mapToLong(line -> Long.parseLong(line.substring(5)))
                .findFirst()
                .orElseThrow();
    }

    private void awaitReady() {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("haproxy ended at its start: " + log());
            }
            return workerPid() > 0;
        });
    }

    private void write(String proxies) {
        try {
            Files.writeString(folder.resolve("haproxy.cfg"), configuration(folder, statsPort, proxies));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(Path folder, boolean master) throws IOException {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
        ProcessBuilder builder = new ProcessBuilder(
                program(path),
                master ? "-W" : "-db",
                "-f",
                folder.resolve("haproxy.cfg").toString());
        builder.redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        return builder.start();
    }

    private static String program(String path) {
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, "haproxy"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("haproxy is not on the PATH"))
                .toString();
    }

    private void end() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void signal(String name) {
        if (!process.isAlive()) {
            return;
        }
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String configuration(Path folder, int statsPort, String proxies) {
        return """
                global
                    stats socket %1$s/admin.sock level admin
                    stats socket ipv4@127.0.0.1:%2$d level admin
                    stats socket %1$s/operator.sock level operator
                    stats socket %1$s/user.sock level user
                    nbthread 1
                    maxconn 4000
                    no strict-limits
                defaults
                    mode http
                    option http-server-close
                    timeout connect 60s
                    timeout client 60s
                    timeout server 60s
                    timeout queue 60s
                    retries 3
                %3$s
                """.formatted(folder, statsPort, proxies);
    }
}
