package io.steelyard.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Stands for a Backplane API that answers as badly as a test says; counts what it was asked. */
final class RudePeer implements AutoCloseable {

    /** Two routes with very different loads, so that a daemon in mode act always wants to write. */
    static final String GOOD = """
            {"Token":"peers-secret","Endpoints":[{"Pattern":"www.example.com","Owner":"a","CreatedAt":"2017-01-01T00:00:00Z",
            "Routes":[{"ID":"route0000","RawSelector":"s=a","Weight":50,"Backends":["b0"]},
            {"ID":"route0001","RawSelector":"s=b","Weight":50,"Backends":["b1"]}]}],
            "Backends":[{"ID":"b0","Load":80,"RequestsPerSecond":40,"State":"live"},
            {"ID":"b1","Load":20,"RequestsPerSecond":40,"State":"live"}]}""";

    /** How to answer a poll. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger shapes = new AtomicInteger();
    private final AtomicInteger queries = new AtomicInteger();
    private volatile Answer answer = good();

    RudePeer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answers(Answer next) {
        answer = next;
    }

    int shapes() {
        return shapes.get();
    }

    int queries() {
        return queries.get();
    }

    static Answer good() {
        return body(200, GOOD);
    }

    static Answer changed(UnaryOperator<String> change) {
        return body(200, change.apply(GOOD));
    }

    static Answer body(int status, String text) {
        return exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    /** Takes the request and says nothing until this peer is closed. */
    Answer silence() {
        return exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/shape")) {
            shapes.incrementAndGet();
        } else {
            queries.incrementAndGet();
        }
        answer.to(exchange);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
