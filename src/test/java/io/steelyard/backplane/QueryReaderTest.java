package io.steelyard.backplane;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryReaderTest {

    private static Backend only(String members) throws Exception {
        return Samples.parse("{\"Backends\":[{\"ID\":\"x\",\"Load\":4,\"RequestsPerSecond\":5" + members + "}]}")
                .backends()
                .get(0);
    }

    @Test
    void the_samples_are_read_without_oddities() throws Exception {
        for (String name : new String[] {"query-small.json", "query-blue-green.json", "query-edge-cases.json"}) {
            assertThat(Samples.read(name).oddities().isEmpty()).as(name).isTrue();
        }
    }

    @Test
    void everything_of_a_backend_is_read() throws Exception {
        Backend backend = Samples.read("query-blue-green.json").backends().get(0);
        assertThat(backend)
                .isEqualTo(new Backend(
                        "a0000000000000b1",
                        "acct-1",
                        "service=api,version=v41,podName=api-41-x7k2p",
                        java.util.OptionalLong.of(6),
                        "198.51.100.11:40112",
                        java.util.Optional.of(Instant.parse("2017-06-01T10:00:00Z")),
                        new Location(
                                50.11,
                                8.68,
                                "Frankfurt am Main",
                                "DE",
                                "Germany",
                                "EU",
                                "Europe",
                                "HE",
                                "Hesse",
                                java.util.Set.of()),
                        java.util.OptionalLong.of(41),
                        "live",
                        java.util.Set.of()));
    }

    @Test
    void the_edge_cases_keep_their_meaning() throws Exception {
        QueryResponse answer = Samples.read("query-edge-cases.json");
        assertThat(answer.endpoints().get(0).createdAt()).isEmpty();
        assertThat(answer.endpoints().get(0).routes()).isEmpty();
        assertThat(answer.endpoints().get(1).requireTls()).isTrue();
        assertThat(answer.endpoints().get(1).routes().get(0).weight()).hasValue(0);
        assertThat(answer.endpoints().get(2).routes().get(1).id()).isEqualTo("canary-α");
        assertThat(answer.endpoints().get(2).routes().get(1).backends())
                .containsExactly("e000000000000003", "ffffffffffffffff");
        assertThat(answer.endpoints().get(3).createdAt()).hasValue(Instant.parse("2017-01-01T00:00:00Z"));
        assertThat(answer.backends().get(0).load()).hasValue(2147483647);
        assertThat(answer.backends().get(0).connectedAt()).isEmpty();
        assertThat(answer.backends().get(0).rawLabels()).contains("mood=🦊");
        assertThat(answer.backends().get(1).connectedAt()).hasValue(Instant.parse("2017-06-01T10:00:00.000000001Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " {} \n",
                "{\"Endpoints\":null,\"Backends\":null}",
                "{\"Endpoints\":[],\"Backends\":[]}",
                "{\"unknown\":{\"a\":[1,{\"b\":null}]}}"
            })
    void an_empty_answer_is_valid(String json) throws Exception {
        QueryResponse answer = Samples.parse(json);
        assertThat(answer.endpoints()).isEmpty();
        assertThat(answer.backends()).isEmpty();
        assertThat(answer.oddities().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.5",
                "4.0",
                "4e0",
                "\"4\"",
                "null",
                "-1",
                "true",
                "{}",
                "[4]",
                "9223372036854775808",
                "1e400",
                "123456789012345678901234567890"
            })
    void an_odd_number_is_unknown_and_leaves_the_rest_alone(String value) throws Exception {
        QueryResponse answer = Samples.parse("{\"Backends\":[{\"ID\":\"a\",\"Load\":" + value
                + ",\"RequestsPerSecond\":7,\"State\":\"live\"},{\"ID\":\"b\",\"RequestsPerSecond\":" + value
                + ",\"Load\":1}]}");
        assertThat(answer.backends().get(0).load()).isEmpty();
        assertThat(answer.backends().get(0).unknown()).containsExactly("Load");
        assertThat(answer.backends().get(0).requestsPerSecond()).hasValue(7);
        assertThat(answer.backends().get(0).state()).isEqualTo("live");
        assertThat(answer.backends().get(1).requestsPerSecond()).isEmpty();
        assertThat(answer.backends().get(1).load()).hasValue(1);
        assertThat(answer.oddities().counts())
                .isEqualTo(Map.of("Backends[].Load: unreadable", 1, "Backends[].RequestsPerSecond: unreadable", 1));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-0, 0", "1023, 1023", "1024, 1024", "9223372036854775807, 9223372036854775807"})
    void whole_numbers_are_read_exactly(String value, long expected) throws Exception {
        assertThat(only(",\"Load\":" + value).load()).hasValue(expected);
    }

    @Test
    void a_load_that_is_not_there_is_unknown_and_counted() throws Exception {
        QueryResponse answer = Samples.parse("{\"Backends\":[{\"ID\":\"a\",\"RequestsPerSecond\":7}]}");
        assertThat(answer.backends().get(0).load()).isEmpty();
        assertThat(answer.oddities().counts()).isEqualTo(Map.of("Backends[].Load: missing", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Owner", "RawLabels", "RemoteAddr", "State", "ConnectedAt"})
    void an_odd_text_is_empty_and_named_unknown(String member) throws Exception {
        for (String value : new String[] {"5", "null", "true", "{\"a\":[1]}", "[]"}) {
            Backend backend = only(",\"" + member + "\":" + value + ",\"Extra\":1");
            assertThat(backend.unknown()).containsExactly(member);
            assertThat(backend.load()).hasValue(4);
        }
    }

    @Test
    void a_null_location_is_unknown() throws Exception {
        Backend backend = only(",\"Location\":null");
        assertThat(backend.location()).isEqualTo(Location.UNKNOWN);
        assertThat(backend.unknown()).containsExactly("Location");
        assertThat(only(",\"Location\":{\"Latitude\":\"x\",\"Longitude\":1e999,\"CityName\":\"A\"}")
                        .location()
                        .unknown())
                .containsExactlyInAnyOrder("Latitude", "Longitude");
    }

    @Test
    void odd_members_of_a_route_are_counted_and_left_out() throws Exception {
        QueryResponse answer = Samples.parse(
                "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":[{\"ID\":\"r\",\"Backends\":[\"x\",null,5,{},\"x\",\"y\"]}]}]}");
        assertThat(answer.endpoints().get(0).routes().get(0).backends()).containsExactly("x", "y");
        assertThat(answer.oddities().counts())
                .isEqualTo(Map.of(
                        "Endpoints[].Routes[].Backends[]: unreadable", 3,
                        "Endpoints[].Routes[].Backends[]: duplicate", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"5\"", "null", "-1", "2147483648", "99999999999"})
    void an_odd_weight_is_unknown_and_makes_the_endpoint_suspect(String weight) throws Exception {
        QueryResponse answer = Samples.parse(
                "{\"Endpoints\":[{\"Routes\":[{\"ID\":\"r\",\"Weight\":" + weight + "}],\"Pattern\":\"p\"}]}");
        assertThat(answer.endpoints().get(0).routes().get(0).weight()).isEmpty();
        assertThat(answer.oddities().suspects()).containsOnlyKeys("p");
        assertThat(answer.oddities().counts()).isEqualTo(Map.of("Endpoints[].Routes[].Weight: unreadable", 1));
    }

    @Test
    void of_duplicates_the_first_is_kept_and_the_endpoints_that_hold_them_are_suspect() throws Exception {
        QueryResponse answer = Samples.parse("{\"Endpoints\":["
                + "{\"Pattern\":\"a\",\"Routes\":[{\"ID\":\"r\",\"Weight\":1},{\"ID\":\"r\",\"Weight\":2}]},"
                + "{\"Pattern\":\"b\",\"Routes\":[{\"ID\":\"r\",\"Backends\":[\"x\"]}]},"
                + "{\"Pattern\":\"c\",\"Owner\":\"1\"},{\"Pattern\":\"c\",\"Owner\":\"2\"},"
                + "{\"Pattern\":\"d\",\"Routes\":[{\"ID\":\"r\",\"Backends\":[\"y\"]}]}],"
                + "\"Backends\":[{\"ID\":\"x\",\"Load\":1,\"RequestsPerSecond\":1},"
                + "{\"ID\":\"x\",\"Load\":2,\"RequestsPerSecond\":2},"
                + "{\"ID\":\"y\",\"Load\":3,\"RequestsPerSecond\":3}]}");
        assertThat(answer.endpoint("a").orElseThrow().routes()).hasSize(1);
        assertThat(answer.endpoint("a").orElseThrow().routes().get(0).weight()).hasValue(1);
        assertThat(answer.endpoint("c").orElseThrow().owner()).isEqualTo("1");
        assertThat(answer.backends().get(0).load()).hasValue(1);
        assertThat(answer.backends()).hasSize(2);
        assertThat(answer.oddities().suspects()).containsOnlyKeys("a", "b", "c");
        assertThat(answer.oddities().counts())
                .isEqualTo(Map.of(
                        "Endpoints[].Routes[].ID: duplicate", 1,
                        "Endpoints[].Pattern: duplicate", 1,
                        "Backends[].ID: duplicate", 1));
    }

    @Test
    void names_are_matched_exactly_first_then_ignoring_case_in_any_order() throws Exception {
        QueryResponse answer = Samples.parse("{\"backends\":[{\"STATE\":\"s\",\"requestspersecond\":7,\"load\":3,"
                + "\"\\u0049D\":\"x\"}],\"ENDPOINTS\":[{\"routes\":[{\"weight\":9,\"id\":\"r\"}],\"pattern\":\"p\"}]}");
        assertThat(answer.backends().get(0).state()).isEqualTo("s");
        assertThat(answer.backends().get(0).load()).hasValue(3);
        assertThat(answer.backends().get(0).id()).isEqualTo("x");
        assertThat(answer.endpoint("p").orElseThrow().route("r").orElseThrow().weight())
                .hasValue(9);
        assertThat(answer.oddities().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "5",
                "\"x\"",
                "{} {}",
                "{}]",
                "nonsense",
                "<html></html>",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1,}",
                "{\"Endpoints\":{}}",
                "{\"Endpoints\":5}",
                "{\"Endpoints\":\"x\"}",
                "{\"Endpoints\":[5]}",
                "{\"Endpoints\":[[]]}",
                "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":7}]}",
                "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":{}}]}",
                "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":[\"r\"]}]}",
                "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":[{\"ID\":\"r\",\"Backends\":\"x\"}]}]}",
                "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":[{\"ID\":\"r\",\"Backends\":{}}]}]}",
                "{\"Backends\":true}",
                "{\"Backends\":[\"x\"]}",
                "{\"Backends\":[{\"ID\":\"x\",\"Location\":5}]}",
                "{\"Backends\":[{\"ID\":\"x\",\"Location\":[]}]}",
                "{\"Backends\":[],\"backends\":[]}"
            })
    void a_structural_fault_rejects_the_whole_answer_in_one_line(String json) {
        assertThatThrownBy(() -> Samples.parse(json))
                .isInstanceOf(Malformed.class)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("nonsense");
    }

    @Test
    void an_answer_cut_off_at_any_byte_is_rejected() throws Exception {
        for (String name : new String[] {"query-small.json", "query-edge-cases.json"}) {
            byte[] whole = Samples.bytes(name);
            int end = whole.length;
            while (whole[end - 1] != '}') {
                end--;
            }
            for (int length = 0; length < end; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Samples.read(cut))
                        .as("%s cut at %d", name, length)
                        .isInstanceOf(Malformed.class);
            }
        }
    }

    @Test
    void the_short_cuts_of_the_parser_change_nothing() throws Exception {
        byte[] odd = ("{\"Backends\":[" + "{\"ID\":\"a\",\"Load\":1,\"Location\":{\"Latitude\":1,\"CityName\":\"A\"}},"
                        + "{\"ID\":\"b\",\"Location\":{\"Latitude\":1,\"CityName\":\"A\"},\"Load\":2},"
                        + "{\"ID\":\"c\",\"Location\":{\"Latitude\":1,\"CityName\":\"A\",\"x\":{}},\"Load\":2},"
                        + "{\"ID\":\"d\",\"Location\":{\"Latitude\":null,\"CityName\":\"A\"}},"
                        + "{\"ID\":\"e\",\"Location\":{\"Latitude\":null,\"CityName\":\"A\"}},"
                        + "{\"ID\":\"f\",\"Location\":{}},{\"ID\":\"g\\u0041\",\"Location\":{}}]}")
                .getBytes(UTF_8);
        for (byte[] json : new byte[][] {
            Samples.bytes("query-small.json"),
            Samples.bytes("query-blue-green.json"),
            Samples.bytes("query-edge-cases.json"),
            Samples.large(500),
            odd
        }) {
            try (JsonParser plain = new JsonFactory().createParser(json)) {
                assertThat(Samples.read(json))
                        .isEqualTo(new QueryReader(plain, ReadLimits.ofBytes(json.length)).read());
            }
        }
        assertThat(Samples.read(odd).oddities().counts()).containsEntry("Backends[].Location.Latitude: unreadable", 2);
    }

    @Test
    void depth_and_texts_are_bounded() {
        assertThatThrownBy(() -> Samples.parse("{\"a\":" + "[".repeat(200) + "]".repeat(200) + "}"))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("deeper than");
        assertThatThrownBy(() ->
                        Samples.parse("{\"Backends\":[{\"ID\":\"x\",\"RawLabels\":\"" + "a".repeat(3 << 20) + "\"}]}"))
                .isInstanceOf(Malformed.class)
                .hasMessageContaining("above");
    }

    @Test
    void bytes_that_are_not_utf_8_are_a_fault_and_utf_16_is_not_guessed() {
        byte[] bad = "{\"Token\":\"?\"}".getBytes(UTF_8);
        bad[10] = (byte) 0xff;
        assertThatThrownBy(() -> Samples.read(bad)).isInstanceOf(Malformed.class);
        assertThatThrownBy(() -> Samples.read("{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
                .isInstanceOf(Malformed.class);
    }

    @Test
    void escapes_and_any_unicode_survive_in_ids_and_labels() throws Exception {
        Backend backend = Samples.parse("{\"Backends\":[{\"ID\":\"a\\\"\\n<b>\\u00e9🦊\",\"Load\":1,"
                        + "\"RequestsPerSecond\":1,\"RawLabels\":\"k=\\t\\\\\"}]}")
                .backends()
                .get(0);
        assertThat(backend.id()).isEqualTo("a\"\n<b>é🦊");
        assertThat(backend.rawLabels()).isEqualTo("k=\t\\");
    }

    @ParameterizedTest
    @CsvSource({
        "2017-06-01T10:00:00Z, 2017-06-01T10:00:00Z",
        "2017-06-01T10:00:00.5Z, 2017-06-01T10:00:00.5Z",
        "2017-06-01T10:00:00.123456789Z, 2017-06-01T10:00:00.123456789Z",
        "2017-06-01T10:00:00+02:00, 2017-06-01T08:00:00Z",
        "2017-06-01T10:00:00.000000001-05:30, 2017-06-01T15:30:00.000000001Z",
        "2016-02-29T23:59:59Z, 2016-02-29T23:59:59Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void times_are_read_as_rfc_3339(String text, Instant expected) throws Exception {
        assertThat(only(",\"ConnectedAt\":\"" + text + "\"").connectedAt()).hasValue(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2017-06-01",
                "2017-06-01T10:00:00",
                "2017-06-01 10:00:00Z",
                "2017-06-01T10:00:00z",
                "2017-06-01T10:00:00.Z",
                "2017-06-01T10:00:00.1234567890Z",
                "2017-06-01T10:00:00,5Z",
                "2017-06-01T24:00:00Z",
                "2017-06-01T10:60:00Z",
                "2017-06-01T10:00:60Z",
                "2017-02-29T10:00:00Z",
                "2017-13-01T10:00:00Z",
                "2017-1x-01T10:00:00Z",
                "2017-06-00T10:00:00Z",
                "2017-06-01T10:00:00+0200",
                "2017-06-01T10:00:00+24:00",
                "2017-06-01T10:00:00Zx",
                "yesterday, at about noon"
            })
    void a_text_that_is_no_time_is_unknown(String text) throws Exception {
        Backend backend = only(",\"ConnectedAt\":\"" + text + "\"");
        assertThat(backend.connectedAt()).isEmpty();
        assertThat(backend.unknown()).containsExactly("ConnectedAt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00"})
    void the_zero_time_is_unknown_but_not_odd(String text) throws Exception {
        Backend backend = only(",\"ConnectedAt\":\"" + text + "\"");
        assertThat(backend.connectedAt()).isEmpty();
        assertThat(backend.unknown()).isEmpty();
    }
}
