package io.steelyard.web.backplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fuzz.ParserFuzz;
import java.util.List;
import java.util.function.Consumer;

/** Whatever body a client of the served Backplane API sends: it is taken, or refused with a status and one line. */
class RequestFuzzTest extends ParserFuzz {

    private static final List<Consumer<JsonObject>> READERS =
            List.of(body -> ShapeRequest.of(body, null), RouteRequest::of, EndpointRequest::of);

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes(
                        "{\"Pattern\":\"www.example.com\",\"Routes\":[{\"ID\":\"a\",\"RawSelector\":\"\",\"Weight\":4}]}"),
                bytes("{\"Pattern\":\"www\",\"Route\":{\"RawSelector\":\"a=b,c=d\",\"Weight\":null}}"),
                bytes("{\"Pattern\":\"www/x\",\"RequireTLS\":true}"));
    }

    @Override
    protected List<String> pieces() {
        return JSON;
    }

    @Override
    protected int outcomes() {
        return 10;
    }

    @Override
    public String outcome(byte[] input) {
        StringBuilder outcome = new StringBuilder();
        for (Consumer<JsonObject> reader : READERS) {
            outcome.append(judged(() -> reader.accept(RequestBody.parse(input))));
        }
        return outcome.toString();
    }

    static String judged(Runnable reading) {
        try {
            reading.run();
            return "taken";
        } catch (Problem refused) {
            assertThat(refused.status()).isBetween(400, 499);
            return refused.status() + String.valueOf(refused.getMessage());
        }
    }
}
