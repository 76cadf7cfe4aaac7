package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusTableTest {

    private static final JsonNode NOTHING_ORDERED = MissingNode.getInstance();

    private static final String WEB = """
            {"endpoint": "web", "policy": "all", "imbalance_ratio": 1.1, "suspended": false, "suspect": null, "routes": [
              {"route": "blue", "weight": 100, "desired_weight": 146, "share": 0.5, "desired_share": 0.6,
               "requests_per_second": 36.94, "load": 0.25, "backends": 1},
              {"route": "green", "weight": 100, "desired_weight": 100, "share": 0.5, "desired_share": null,
               "requests_per_second": null, "load": null, "backends": 0}]}""";

    private static JsonNode snapshot(String... endpoints) throws IOException {
        return JsonMapper.builder().build().readTree("{\"endpoints\": [" + String.join(",", endpoints) + "]}");
    }

    private static String shown(JsonNode snapshot, Optional<String> endpoint) {
        return StatusTable.of(
                StatusTable.endpoints(snapshot, NOTHING_ORDERED, endpoint), NOTHING_ORDERED, endpoint.isPresent());
    }

    private static String many(String name, int routes, double imbalance) {
        return WEB.replace("\"web\"", '"' + name + '"')
                .replace("1.1", String.valueOf(imbalance))
                .replaceAll(
                        "(?s)\\[.*",
                        IntStream.range(0, routes)
                                .mapToObj(at -> "{\"route\": \"r" + at + "\", \"weight\": 1, \"backends\": 1}")
                                .collect(Collectors.joining(",", "[", "]}")));
    }

    @Test
    void each_route_has_what_is_and_what_is_wanted() throws IOException {
        assertThat(shown(snapshot(WEB), Optional.empty())).isEqualTo("""
                ENDPOINT  ROUTE  REQ/S  LOAD  SHARE           WEIGHT      STATE
                web       blue   36.9   0.25  50.0% -> 60.0%  100 -> 146  ok
                web       green  -      -     50.0%           100         no backends
                """);
    }

    @Test
    void the_worst_of_many_stand_first_and_the_rest_is_counted() throws IOException {
        String suspended = many("calm", 2, 1).replace("\"suspended\": false", "\"suspended\": true");
        String text = shown(snapshot(many("even", 20, 1), many("uneven", 20, 3), suspended), Optional.empty());
        assertThat(text.lines()
                        .skip(1)
                        .map(line -> line.substring(0, line.indexOf(' ')))
                        .distinct())
                .containsExactly("calm", "uneven", "even", "and");
        assertThat(text.lines()).hasSize(32);
        assertThat(text)
                .contains("suspended")
                .endsWith("and 12 routes more, of 1 endpoint; --endpoint NAME shows one whole\n");
    }

    @Test
    void one_that_is_asked_for_is_shown_whole() throws IOException {
        JsonNode snapshot = snapshot(many("large", 300, 1), WEB);
        assertThat(shown(snapshot, Optional.of("large")).lines()).hasSize(301);
        assertThat(StatusTable.endpoints(snapshot, NOTHING_ORDERED, Optional.of("none")))
                .isEmpty();
    }

    @Test
    void an_endpoint_that_a_rule_holds_says_so_and_stands_first() throws IOException {
        String fine = many("uneven", 1, 3);
        String held = many("zone", 1, 1)
                .replace("\"endpoint\"", "\"attention\": [{\"word\": \"held by flips\", \"rank\": 4}], \"endpoint\"");
        List<String> lines =
                shown(snapshot(fine, held), Optional.empty()).lines().toList();
        assertThat(lines.get(1)).startsWith("zone").endsWith("held by flips");
        assertThat(lines.get(2)).startsWith("uneven").endsWith("ok");
    }

    @Test
    void a_daemon_that_has_not_polled_yet_has_no_table() throws IOException {
        assertThat(shown(snapshot(), Optional.empty())).isEmpty();
    }
}
