package io.steelyard.metrics;

import com.sun.net.httpserver.HttpServer;
import io.steelyard.model.Endpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/** Names that have hurt somebody once, for whoever must take any name. */
public final class OddNames {

    /** As a balancer might say them. */
    static final List<String> ZOO = List.of(
            "\"quoted\"",
            "back\\slash",
            "two\nlines",
            "carriage\rreturn",
            "line\u2028separator",
            "<script>alert(1)</script>",
            "\u001b[31mred\u001b[0m \u009b1m",
            "\uD83D\uDC18 elephant",
            "\u05E9\u05DC\u05D5\u05DD \u202Eoverride",
            "nul\u0000byte",
            "lone \uD800 surrogate",
            "lone \uD801 surrogate",
            "{curly=\"1\"} 7",
            "ends in a backslash\\",
            "\\n is no line end",
            " blanks ",
            "x".repeat(10_000) + "1",
            "x".repeat(10_000) + "2",
            LabelText.of("x".repeat(10_000) + "2"));

    private OddNames() {}

    static Endpoint[] endpoints() {
        return ZOO.stream()
                .map(name -> Scene.endpoint(name, Scene.route(name, 1, Scene.backend("b" + name.hashCode(), 1, 1))))
                .toArray(Endpoint[]::new);
    }

    /** As they are exported: odd only where UTF-8 or the length forbids them. */
    public static List<String> asLabels() {
        return ZOO.stream().map(LabelText::of).toList();
    }

    /** Serves the metrics of a snapshot with all of them; stop it in the end. */
    public static HttpServer serve(InetSocketAddress address) throws IOException {
        Scene scene = new Scene();
        AgentMetrics metrics = scene.metrics(scene.settings());
        metrics.accept(scene.seen(endpoints()));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/metrics", exchange -> {
            Exposition.Scrape scrape =
                    metrics.exposition().scrape(exchange.getRequestHeaders().getFirst("Accept"), true, Set.of());
            exchange.getResponseHeaders().set("Content-Type", scrape.contentType());
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(200, scrape.length());
            try (OutputStream out = exchange.getResponseBody()) {
                for (byte[] part : scrape.parts()) {
                    out.write(part);
                }
            }
        });
        server.start();
        return server;
    }
}
