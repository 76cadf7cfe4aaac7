package io.steelyard.backplane;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.tcp.TcpServer;

/** A server on loopback that answers as a test wants and remembers what it was asked. */
public final class Peer implements AutoCloseable {

    /** What a client sent. */
    public record Asked(String method, String uri, HttpHeaders headers, String body) {}

    /** What it gets back. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, Map<String, String> headers, byte[] body) {

        public static Answer of(int status, String body) {
            return new Answer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        public static Answer ok(byte[] body) {
            return new Answer(200, Map.of(), body);
        }

        Answer with(String header, String value) {
            return new Answer(status, Map.of(header, value), body);
        }
    }

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    private Peer(Function<List<Asked>, DisposableServer> start) {
        server = start.apply(asked);
    }

    /** Answers each request by a function of it and of how many there were before. */
    public static Peer answering(Function<Asked, Answer> answers) {
        return new Peer(asked -> HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> request.receive()
                        .aggregate()
                        .asString(StandardCharsets.UTF_8)
                        .defaultIfEmpty("")
                        .flatMap(body -> {
                            Asked one = new Asked(
                                    request.method().name(),
                                    request.uri(),
                                    request.requestHeaders().copy(),
                                    body);
                            asked.add(one);
                            Answer answer = answers.apply(one);
                            answer.headers().forEach(response::header);
                            return response.status(answer.status())
                                    .sendByteArray(Mono.just(answer.body()))
                                    .then();
                        }))
                .bindNow());
    }

    public static Peer always(Answer answer) {
        return answering(request -> answer);
    }

    /** Answers in turn, the last one for ever. */
    static Peer inTurn(Answer... answers) {
        java.util.concurrent.atomic.AtomicInteger turn = new java.util.concurrent.atomic.AtomicInteger();
        return answering(request -> answers[Math.min(turn.getAndIncrement(), answers.length - 1)]);
    }

    /** Writes bytes as they are to whoever sends something, then hangs up if the bytes end. */
    static Peer raw(Flux<byte[]> bytes) {
        return new Peer(asked -> TcpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((in, out) -> in.receive().asString().next().flatMapMany(request -> {
                    asked.add(new Asked("", request, io.netty.handler.codec.http.EmptyHttpHeaders.INSTANCE, ""));
                    Publisher<io.netty.buffer.ByteBuf> written = bytes.map(Unpooled::wrappedBuffer);
                    return out.send(written, each -> true);
                }))
                .bindNow());
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public List<Asked> asked() {
        return asked;
    }

    public int count() {
        return asked.size();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
