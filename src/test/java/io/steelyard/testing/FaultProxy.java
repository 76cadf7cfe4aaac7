package io.steelyard.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A TCP proxy on the loopback interface that spoils what goes through it. Made for protocols in which one side asks and
 * the other answers: what happens to an answer is settled by the request's first line, also on a connection that was
 * open before. A request begins when something comes after an answer.
 */
public final class FaultProxy implements AutoCloseable {

    /** What happens to a request and its answer. */
    public sealed interface Toxic {

        /** All is well. */
        record None() implements Toxic {}

        /** Each part of the answer comes so much later. */
        record Latency(Duration delay) implements Toxic {}

        /** The answer trickles. */
        record Slow(int bytesPerSecond) implements Toxic {}

        /** So many bytes of the answer come through, then the connection is closed, or reset. */
        record Limit(int bytes, boolean reset) implements Toxic {}

        /** The connection is reset as soon as something is asked, which nobody hears. */
        record Reset() implements Toxic {}

        /** The answering side is closed while the other one stays open. */
        record HalfClose() implements Toxic {}

        /** Nothing comes through, and nobody says so. */
        record Blackhole() implements Toxic {}

        /** Something else happens before the request comes through, or meets what then follows. */
        record After(Runnable deed, Toxic then) implements Toxic {

            public After(Runnable deed) {
                this(deed, NONE);
            }
        }

        /** All is well, but something else happens when the answer has come and before it is passed on. */
        record Answered(Runnable deed) implements Toxic {}

        /** So many bytes of the request come through, then the connection is closed. */
        record Part(int bytes) implements Toxic {}

        /** The request comes through, its answer does not. */
        record LostAnswer() implements Toxic {}

        /**
         * This is the answer; the request is not heard.
         *
         * @param answer a character for each byte (ISO 8859-1)
         */
        record Instead(String answer) implements Toxic {}
    }

    public static final Toxic NONE = new Toxic.None();

    private volatile ServerSocket listener;
    private final int port;
    private final InetSocketAddress target;
    private final Set<Link> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile Function<String, Toxic> rule = request -> NONE;

    private FaultProxy(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.port = listener.getLocalPort();
        this.target = target;
    }

    /** @param port of the loopback interface, where the requests go */
    public static FaultProxy to(int port) {
        try {
            FaultProxy proxy = new FaultProxy(
                    new ServerSocket(0, 200, InetAddress.getLoopbackAddress()),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            thread(proxy::serve);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    /** Each request from now on meets this. */
    public void always(Toxic toxic) {
        rule = request -> toxic;
    }

    /** Each request from now on meets what this says; given is its first line. */
    public void each(Function<String, Toxic> decides) {
        rule = decides;
    }

    /** Only requests whose first line fits meet it. */
    public void on(Predicate<String> firstLine, Toxic toxic) {
        rule = request -> firstLine.test(request) ? toxic : NONE;
    }

    /** All is well again; what is stuck is cut off. */
    public void clear() {
        rule = request -> NONE;
        open.stream().filter(link -> !(link.toxic instanceof Toxic.None)).forEach(Link::close);
    }

    /** Nobody listens any more, until {@link #listen}. */
    public void refuse() {
        end();
        cut();
    }

    /** Listens again where it did. */
    public void listen() {
        try {
            ServerSocket again = new ServerSocket();
            again.setReuseAddress(true);
            again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            listener = again;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closed = false;
        thread(this::serve);
    }

    /** Cuts off whoever is connected. */
    public void cut() {
        open.forEach(Link::reset);
    }

    /** First lines of the requests after the first n, in their order, of those too that did not come through. */
    public List<String> since(int n) {
        List<String> all = new ArrayList<>(requests);
        return all.subList(n, all.size());
    }

    public long count(Predicate<String> firstLine) {
        return requests.stream().filter(firstLine).count();
    }

    public int connections() {
        return open.size();
    }

    @Override
    public void close() {
        end();
        open.forEach(Link::close);
    }

    private void end() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!closed) {
            try {
                new Link(listener.accept()).begin();
            } catch (IOException e) {
                // A connection that is gone already, or the end of the proxy.
            }
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection. */
    private final class Link {

        private final Socket client;
        private final Socket server = new Socket();
        private volatile Toxic toxic = NONE;
        private volatile boolean answering = true;
        private int passed;

        private Link(Socket client) {
            this.client = client;
        }

        private void begin() {
            open.add(this);
            thread(() -> {
                try {
                    server.connect(target, 5000);
                    thread(() -> pump(server, this::answer));
                    pump(client, this::request);
                } catch (IOException e) {
                    reset();
                }
            });
        }

        private void pump(Socket from, Taker taker) {
            byte[] buffer = new byte[1 << 14];
            try {
                InputStream in = from.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    taker.take(buffer, n);
                }
                if (from == client && !silent() && !server.isClosed()) {
                    server.shutdownOutput();
                } else if (from == client || !silent()) {
                    close();
                }
            } catch (IOException e) {
                reset();
            }
        }

        private boolean silent() {
            return toxic instanceof Toxic.LostAnswer
                    || toxic instanceof Toxic.Blackhole
                    || toxic instanceof Toxic.HalfClose;
        }

        private void request(byte[] bytes, int n) throws IOException {
            if (answering) {
                String line = new String(bytes, 0, n, StandardCharsets.UTF_8)
                        .lines()
                        .findFirst()
                        .orElse("");
                answering = false;
                passed = 0;
                requests.add(line);
                toxic = rule.apply(line);
                if (toxic instanceof Toxic.After after) {
                    after.deed().run();
                    toxic = after.then();
                }
                if (toxic instanceof Toxic.Reset) {
                    reset();
                } else if (toxic instanceof Toxic.Instead instead) {
                    client.getOutputStream().write(instead.answer().getBytes(StandardCharsets.ISO_8859_1));
                    client.shutdownOutput();
                }
            }
            if (toxic instanceof Toxic.Part part) {
                server.getOutputStream().write(bytes, 0, Math.min(n, part.bytes()));
                close();
            } else if (!(toxic instanceof Toxic.Blackhole || toxic instanceof Toxic.Instead)) {
                server.getOutputStream().write(bytes, 0, n);
            }
        }

        private void answer(byte[] bytes, int n) throws IOException {
            answering = true;
            OutputStream out = client.getOutputStream();
            if (toxic instanceof Toxic.Limit limit) {
                int more = Math.min(n, limit.bytes() - passed);
                out.write(bytes, 0, more);
                passed += more;
                if (passed == limit.bytes()) {
                    finish(limit.reset());
                }
            } else if (toxic instanceof Toxic.HalfClose) {
                client.shutdownOutput();
            } else if (toxic instanceof Toxic.Slow slow) {
                for (int i = 0; i < n && toxic == slow; i++) {
                    out.write(bytes, i, 1);
                    LockSupport.parkNanos(1_000_000_000L / slow.bytesPerSecond());
                }
            } else if (!silent()) {
                if (toxic instanceof Toxic.Latency latency) {
                    LockSupport.parkNanos(latency.delay().toNanos());
                } else if (toxic instanceof Toxic.Answered answered) {
                    toxic = NONE;
                    answered.deed().run();
                }
                out.write(bytes, 0, n);
            }
        }

        private void finish(boolean byReset) {
            if (byReset) {
                reset();
            } else {
                close();
            }
        }

        private void reset() {
            try {
                client.setSoLinger(true, 0);
            } catch (IOException e) {
                // It is closed already.
            }
            close();
        }

        private void close() {
            open.remove(this);
            for (Socket socket : List.of(client, server)) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is closed already.
                }
            }
        }
    }

    private interface Taker {
        void take(byte[] bytes, int n) throws IOException;
    }

    /** A predicate that is true of the n-th request that fits, counted from 1. */
    public static Predicate<String> nth(int n, Predicate<String> firstLine) {
        int[] seen = {0};
        return line -> {
            synchronized (seen) {
                return firstLine.test(line) && ++seen[0] == n;
            }
        };
    }
}
