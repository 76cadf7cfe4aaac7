package io.steelyard.web.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.model.Backend;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Labels;
import io.steelyard.model.Location;
import io.steelyard.model.Route;
import io.steelyard.model.Selector;
import io.steelyard.model.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WireWriterTest {

    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void what_is_unknown_is_written_so_that_the_go_client_can_read_it() throws IOException {
        Backend unknown = backend("x", OptionalDouble.empty(), Optional.empty(), Location.UNKNOWN);
        Route route = new Route("r", Selector.parse(""), OptionalInt.empty(), "", List.of());
        JsonNode answer = JSON.readTree(
                body(new Snapshot("test", "", List.of(Endpoint.of("a", List.of(route))), List.of(unknown))));

        assertThat(answer.at("/Backends/0/Load").intValue()).isZero();
        assertThat(answer.at("/Backends/0/RequestsPerSecond").isInt()).isTrue();
        assertThat(answer.at("/Backends/0/ConnectedAt").textValue()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(answer.at("/Endpoints/0/CreatedAt").textValue()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(answer.at("/Endpoints/0/Routes/0").has("Weight")).isFalse();
    }

    @Test
    void numbers_become_integers_that_fit() throws IOException {
        assertThat(load(2.5)).isEqualTo("3");
        assertThat(load(2.4)).isEqualTo("2");
        assertThat(load(1e300)).isEqualTo("2147483647");
    }

    @Test
    void odd_times_places_and_texts_do_not_break_the_answer() throws IOException {
        Location nowhere =
                new Location(Double.NaN, Double.NEGATIVE_INFINITY, "\uD800 x \uD83E\uDD8A", "", "", "", "", "", "");
        Backend odd = backend("\uDC00", OptionalDouble.empty(), Optional.of(Instant.MAX), nowhere);
        JsonNode answer = JSON.readTree(body(new Snapshot("test", "", List.of(), List.of(odd))));

        assertThat(answer.at("/Backends/0/ID").textValue()).isEqualTo("\uFFFD");
        assertThat(answer.at("/Backends/0/ConnectedAt").textValue()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(answer.at("/Backends/0/Location/Latitude").isNumber()).isTrue();
        assertThat(answer.at("/Backends/0/Location/CityName").textValue()).isEqualTo("\uFFFD x \uD83E\uDD8A");
    }

    @Test
    void a_large_answer_comes_in_pieces_of_bounded_size() throws IOException {
        List<Backend> backends = IntStream.range(0, 5000)
                .mapToObj(i -> backend("backend" + i, OptionalDouble.of(i), Optional.empty(), Location.UNKNOWN))
                .toList();
        Snapshot snapshot = new Snapshot("test", "", List.of(), backends);
        List<byte[]> pieces =
                Objects.requireNonNull(QueryBody.of("t", snapshot).collectList().block());

        assertThat(pieces)
                .hasSizeGreaterThan(10)
                .allSatisfy(piece -> assertThat(piece).hasSizeLessThan(80_000));
        assertThat(JSON.readTree(body(snapshot)).path("Backends")).hasSize(5000);
    }

    private static String load(double load) throws IOException {
        Backend backend = backend("x", OptionalDouble.of(load), Optional.empty(), Location.UNKNOWN);
        return JSON.readTree(body(new Snapshot("test", "", List.of(), List.of(backend))))
                .at("/Backends/0/Load")
                .toString();
    }

    private static Backend backend(String id, OptionalDouble load, Optional<Instant> connectedAt, Location location) {
        return new Backend(
                id,
                "",
                Labels.NONE,
                load,
                load,
                OptionalDouble.empty(),
                Optional.empty(),
                "",
                connectedAt,
                location,
                "");
    }

    private static String body(Snapshot snapshot) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        QueryBody.of("t", snapshot).toIterable().forEach(bytes::writeBytes);
        return bytes.toString(UTF_8);
    }
}
