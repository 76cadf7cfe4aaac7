package io.steelyard.web.backplane;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** The JSON object of a request, whatever its Content-Type, chunked or not, plain or gzip. */
final class RequestBody {

    static final int LIMIT = 1_000_000;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private RequestBody() {}

    static Mono<JsonObject> of(HttpServerRequest request) {
        return Mono.defer(() -> {
            String encoding = request.requestHeaders().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
            return request.receive()
                    .asByteArray()
                    .collect(ByteArrayOutputStream::new, RequestBody::append)
                    .map(bytes -> parse(inflate(bytes.toByteArray(), encoding.toLowerCase(Locale.ROOT))));
        });
    }

    private static void append(ByteArrayOutputStream bytes, byte[] piece) {
        if (bytes.size() + piece.length > LIMIT) {
            throw Problem.tooLarge(LIMIT);
        }
        bytes.writeBytes(piece);
    }

    private static byte[] inflate(byte[] bytes, String encoding) {
        if (encoding.equals("identity")) {
            return bytes;
        }
        if (!encoding.equals("gzip")) {
            throw Problem.encoding(encoding);
        }
        try (GZIPInputStream inflating = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            byte[] inflated = inflating.readNBytes(LIMIT + 1);
            if (inflated.length > LIMIT) {
                throw Problem.tooLarge(LIMIT);
            }
            return inflated;
        } catch (IOException broken) {
            throw Problem.malformed("body is not gzip, though its Content-Encoding says so");
        }
    }

    static JsonObject parse(byte[] bytes) {
        JsonNode node;
        try {
            node = JSON.readTree(bytes);
        } catch (JsonProcessingException broken) {
            throw Problem.malformed("body is not JSON" + place(broken));
        } catch (IOException broken) {
            // Bytes that are no text: the parser complains about the encoding in this way.
            throw Problem.malformed("body is not JSON in UTF-8");
        }
        if (!node.isObject()) {
            throw Problem.malformed(
                    "body is " + (node.isMissingNode() ? "empty" : JsonObject.kind(node)) + ", not a JSON object");
        }
        return new JsonObject("", node);
    }

    private static String place(JacksonException broken) {
        return broken.getLocation() == null
                ? ""
                : ": line " + broken.getLocation().getLineNr() + ", column "
                        + broken.getLocation().getColumnNr();
    }
}
