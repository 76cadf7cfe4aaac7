package io.steelyard.web;

import java.io.ByteArrayOutputStream;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** The body of a request, bounded. */
final class Received {

    private static final int MOST = 64 * 1024;

    private Received() {}

    /** The body was larger than anybody needs. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("the body is larger than 64KB");
        }
    }

    /** All of it; fails with {@link TooLargeException}. */
    static Mono<byte[]> of(HttpServerRequest request) {
        return request.receive()
                .asByteArray()
                .reduceWith(ByteArrayOutputStream::new, (all, part) -> {
                    if (all.size() + part.length > MOST) {
                        throw new TooLargeException();
                    }
                    all.writeBytes(part);
                    return all;
                })
                .map(ByteArrayOutputStream::toByteArray);
    }
}
