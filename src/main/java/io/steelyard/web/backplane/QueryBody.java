package io.steelyard.web.backplane;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import reactor.core.publisher.Flux;

/**
 * The answer of {@code GET /q}, written from a snapshot piece by piece as the client takes it, so that it needs little
 * memory whatever its size.
 */
final class QueryBody {

    private static final int PIECE = 64 * 1024;
    private static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS).build();

    private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PIECE + 1024);
    private final JsonGenerator json;
    private final Iterator<Endpoint> endpoints;
    private final Iterator<Backend> backends;
    private Part part = Part.ENDPOINTS;

    private enum Part {
        ENDPOINTS,
        BACKENDS,
        DONE
    }

    private QueryBody(String token, Snapshot snapshot) {
        this.endpoints = snapshot.endpoints().iterator();
        this.backends = snapshot.backends().iterator();
        try {
            json = JSON.createGenerator(piece);
            json.writeStartObject();
            json.writeStringField("Token", WireWriter.text(token));
            json.writeArrayFieldStart("Endpoints");
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The body in pieces of about 64 KiB, made as they are asked for; each subscription writes it anew. */
    static Flux<byte[]> of(String token, Snapshot snapshot) {
        return Flux.generate(() -> new QueryBody(token, snapshot), (body, sink) -> {
            byte[] next = body.next();
            if (next.length == 0) {
                sink.complete();
            } else {
                sink.next(next);
            }
            return body;
        });
    }

    /** One route alone, the answer of {@code POST /route}. */
    static byte[] route(Route route) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(bytes)) {
            WireWriter.write(generator, route);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private byte[] next() {
        piece.reset();
        try {
            while (part != Part.DONE && piece.size() < PIECE) {
                step();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return piece.toByteArray();
    }

    private void step() throws IOException {
        if (part == Part.ENDPOINTS && endpoints.hasNext()) {
            WireWriter.write(json, endpoints.next());
        } else if (part == Part.ENDPOINTS) {
            json.writeEndArray();
            json.writeArrayFieldStart("Backends");
            part = Part.BACKENDS;
        } else if (backends.hasNext()) {
            WireWriter.write(json, backends.next());
        } else {
            json.writeEndArray();
            json.writeEndObject();
            json.close();
            part = Part.DONE;
        }
    }
}
