package io.steelyard.testing;

import java.net.URI;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Sends GET requests on one thread, over as many kept connections as are needed: nobody waits in the client. */
final class Client implements AutoCloseable {

    private final HttpClient http;
    private final LoopResources loops = LoopResources.create("load", 1, true);
    private final ConnectionProvider connections = ConnectionProvider.builder("load")
            .maxConnections(20_000)
            .pendingAcquireMaxCount(-1)
            .pendingAcquireTimeout(Duration.ofMinutes(1))
            .build();

    Client(URI target) {
        this.http = HttpClient.create(connections)
                .runOn(loops)
                .responseTimeout(Duration.ofMinutes(2))
                .baseUrl(target.toString());
        http.warmup().block(Duration.ofSeconds(20));
    }

    /** The status of one request, sent when subscribed to. */
    Mono<Integer> get() {
        return http.get()
                .responseSingle((response, body) -> body.asString().thenReturn(response))
                .map(HttpClientResponse::status)
                .map(status -> status.code());
    }

    @Override
    public void close() {
        connections.disposeLater().block(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
    }
}
