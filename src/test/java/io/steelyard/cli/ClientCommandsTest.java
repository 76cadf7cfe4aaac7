package io.steelyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.backplane.Peer;
import io.steelyard.backplane.Peer.Answer;
import io.steelyard.backplane.Samples;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ClientCommandsTest {

    private static final String TOKEN = "cl1-t0ken";
    private static final String SECRET = "SAMPLE-not-a-real-token";

    private record Ran(int exit, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    private static Ran run(Map<String, String> environment, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line =
                Root.commandLine(environment::get).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(arguments);
        assertThat(out + "" + err).doesNotContain(TOKEN).doesNotContain("\tat ");
        return new Ran(exit, out.toString(), err.toString());
    }

    private static Ran run(Peer peer, String... arguments) {
        return run(Map.of("STEELYARD_URL", peer.url().toString(), "STEELYARD_TOKEN", TOKEN), arguments);
    }

    private static void assertFails(Ran ran, String... words) {
        assertThat(ran.exit()).isOne();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().strip().lines()).hasSize(1);
        assertThat(ran.err()).matches("(?s)(steelyard: |\\{\"error\":\").*").contains(words);
    }

    private static Peer sample(String name) throws Exception {
        return Peer.always(Answer.ok(Samples.bytes(name)));
    }

    @Test
    void query_shows_tables_for_people_without_the_token() throws Exception {
        try (Peer peer = sample("query-blue-green.json")) {
            Ran ran = run(peer, "query");
            assertThat(ran.exit()).isZero();
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out())
                    .doesNotContain(SECRET)
                    .containsPattern("(?m)^api.example.com +route0001 +75 +75.0% +3 +92 +14.7 +, version=v41")
                    .containsPattern("(?m)^a0000000000000c1 +live +15 +2 +198.51.100.21:41000 +Frankfurt am Main");
        }
    }

    @Test
    void query_as_json_has_the_members_of_the_wire() throws Exception {
        try (Peer peer = sample("query-blue-green.json")) {
            JsonNode json = run(peer, "query", "-o", "json").json();
            assertThat(json.path("Token").asText()).isEqualTo("<secret>");
            JsonNode first = json.path("Endpoints").path(0).path("Routes").path(0);
            assertThat(first.path("Weight").asInt(-1)).isZero();
            assertThat(first.path("Backends").isArray()).isTrue();
            JsonNode wire = new ObjectMapper().readTree(Samples.bytes("query-blue-green.json"));
            assertThat(json.path("Backends")).isEqualTo(wire.path("Backends"));
        }
    }

    @Test
    void what_is_unknown_is_null_and_oddities_go_to_standard_error() throws Exception {
        try (Peer peer = Peer.always(Answer.of(
                200,
                "{\"Token\":\"" + SECRET + "\",\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":null},{\"Pattern\":\"p\"}],"
                        + "\"Backends\":[{\"ID\":\"x\",\"Owner\":7,\"Load\":1.5,\"RequestsPerSecond\":\"4\","
                        + "\"ConnectedAt\":\"\",\"Location\":null}]}"))) {
            Ran ran = run(peer, "query", "-o", "json");
            assertThat(ran.exit()).isZero();
            JsonNode backend = ran.json().path("Backends").path(0);
            for (String member : new String[] {"Owner", "Load", "RequestsPerSecond", "ConnectedAt", "Location"}) {
                assertThat(backend.has(member)).isTrue();
                assertThat(backend.get(member).isNull()).as(member).isTrue();
            }
            assertThat(ran.json().path("Endpoints").path(0).path("Routes").isArray())
                    .isTrue();
            assertThat(ran.err())
                    .contains("Backends[].Load: unreadable (1x)", "endpoint p: ")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void control_characters_do_not_reach_the_terminal() {
        try (Peer peer = Peer.always(
                Answer.of(200, "{\"Backends\":[{\"ID\":\"x\\u001b[2J\\ny\",\"Load\":1,\"RequestsPerSecond\":1}]}"))) {
            assertThat(run(peer, "query").out()).doesNotContain("\u001b").contains("x\\u001b[2J\\u000ay");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, <html>hello</html>, web page",
        "200, '{\"Token\":\"" + SECRET + "\",', cut off",
        "200, [], not an object",
        "401, who are you, 401",
        "500, oops, 500",
        "302, '', redirect"
    })
    void a_fault_is_exit_1_and_one_line_on_standard_error(int status, String body, String words) {
        try (Peer peer = Peer.always(Answer.of(status, body))) {
            assertFails(run(peer, "query", "-o", "json"), words);
            assertFails(run(peer, "token"), words);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "token", "route a k=v", "shape a r=1", "api GET /q"})
    void without_url_or_token_it_is_a_usage_error(String command) {
        String[] arguments = command.split(" ");
        Ran noUrl = run(Map.of("STEELYARD_TOKEN", TOKEN), arguments);
        assertThat(noUrl.exit()).isEqualTo(2);
        assertThat(noUrl.err()).contains("no URL", "--url", "STEELYARD_URL");
        Ran noToken = run(Map.of("STEELYARD_URL", "http://127.0.0.1:1"), arguments);
        assertThat(noToken.exit()).isEqualTo(2);
        assertThat(noToken.err()).contains("no token", "--token-file", "STEELYARD_TOKEN");
        Ran plain = run(Map.of("STEELYARD_URL", "http://a.example.com", "STEELYARD_TOKEN", TOKEN), arguments);
        assertThat(plain.exit()).isEqualTo(2);
        assertThat(plain.err()).contains("use https://");
        assertThat(noUrl.out() + noToken.out() + plain.out()).isEmpty();
    }

    @Test
    void options_go_before_the_environment(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "from-the-file\n");
        try (Peer peer = sample("query-small.json")) {
            Map<String, String> environment = new HashMap<>();
            environment.put("STEELYARD_URL", "http://127.0.0.1:1");
            environment.put("STEELYARD_TOKEN", TOKEN);
            Ran ran = run(environment, "query", "--url", peer.url().toString(), "--token-file", file.toString());
            assertThat(ran.exit()).isZero();
            assertThat(peer.asked().get(0).headers().get("Authorization"))
                    .isEqualTo(
                            "Basic " + java.util.Base64.getEncoder().encodeToString("from-the-file:".getBytes(UTF_8)));
        }
    }

    @Test
    void only_token_prints_the_token() throws Exception {
        try (Peer peer = sample("query-small.json")) {
            assertThat(run(peer, "token").out()).isEqualTo(SECRET + "\n");
            Ran api = run(peer, "api", "GET", "/q");
            assertThat(api.exit()).isZero();
            assertThat(api.out()).doesNotContain(SECRET);
            assertThat(api.json().path("Endpoints").size()).isOne();
        }
    }

    @Test
    void an_answer_to_api_that_cannot_be_taken_apart_does_not_show_a_token() {
        try (Peer peer = Peer.always(Answer.of(200, "{\"Token\":\"" + SECRET))) {
            assertThat(run(peer, "api", "get", "/q").out()).isEqualTo("<secret>\n");
        }
    }

    @Test
    void api_sends_parameters_and_body() {
        try (Peer peer = Peer.always(Answer.of(200, "fine"))) {
            Ran ran = run(peer, "api", "PUT", "/e", "--param", "a=b=c", "--data", "{\"Pattern\":\"x\"}");
            assertThat(ran.out()).isEqualTo("fine\n");
            assertThat(peer.asked().get(0).method() + " " + peer.asked().get(0).uri() + " "
                            + peer.asked().get(0).body())
                    .isEqualTo("PUT /e?a=b%3Dc {\"Pattern\":\"x\"}");
            assertThat(run(peer, "api", "PUT", "/e", "--data", "{x").exit()).isEqualTo(2);
        }
    }

    @Test
    void route_prints_the_new_id() throws Exception {
        try (Peer peer = Peer.always(Answer.of(200, "{\"ID\":\"route0005\"}"))) {
            assertThat(run(peer, "route", "a.example.com", "service=web", "expr=a=b")
                            .out())
                    .isEqualTo("route0005\n");
            assertThat(peer.asked().get(0).body()).contains("\"service=web,expr=a=b\"");
            assertThat(run(peer, "route", "a.example.com", "k=v", "-o", "json")
                            .json()
                            .path("Weight")
                            .asInt(-1))
                    .isZero();
            assertThat(run(peer, "route", "a.example.com", "nonsense").exit()).isEqualTo(2);
            assertThat(run(peer, "route", "a.example.com").exit()).isEqualTo(2);
        }
    }

    /** A service with one endpoint whose weights can be set. */
    private static Peer service(Map<String, Integer> weights, boolean stubborn) {
        return Peer.answering(asked -> {
            if (asked.uri().equals("/shape") && !stubborn) {
                try {
                    new ObjectMapper()
                            .readTree(asked.body())
                            .path("Routes")
                            .forEach(route -> weights.put(
                                    route.path("ID").asText(),
                                    route.path("Weight").asInt()));
                } catch (java.io.IOException e) {
                    return Answer.of(400, "bad");
                }
            }
            StringBuilder routes = new StringBuilder();
            weights.forEach((id, weight) -> routes.append(routes.isEmpty() ? "" : ",")
                    .append("{\"ID\":\"" + id + "\",\"Weight\":" + weight + "}"));
            return Answer.of(200, "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":[" + routes + "]}]}");
        });
    }

    private static Map<String, Integer> weights() {
        return new LinkedHashMap<>(Map.of("route0000", 60, "route0001", 40));
    }

    @Test
    void shape_merges_writes_every_route_reads_back_and_shows_both() throws Exception {
        Map<String, Integer> weights = weights();
        try (Peer peer = service(weights, false)) {
            Ran ran = run(peer, "shape", "p", "route0001=0");
            assertThat(ran.err()).isEmpty();
            assertThat(ran.out()).containsPattern("(?m)^route0001 +40 +0$").containsPattern("(?m)^route0000 +60 +60$");
            assertThat(weights).isEqualTo(Map.of("route0000", 60, "route0001", 0));
            assertThat(peer.asked()).extracting(Peer.Asked::uri).containsExactly("/q", "/q", "/shape", "/q");
            assertThat(run(peer, "shape", "p", "route0001=7", "-o", "json")
                            .json()
                            .toString())
                    .contains("\"After\":{")
                    .contains("\"route0001\":7");
        }
    }

    @Test
    void shape_refuses_what_it_cannot_do_and_writes_nothing() {
        Map<String, Integer> weights = weights();
        try (Peer peer = service(weights, false)) {
            assertFails(run(peer, "shape", "p", "route0009=1"), "no route route0009", "route0000");
            assertFails(run(peer, "shape", "q", "route0000=1"), "no endpoint q");
            assertFails(run(peer, "shape", "p", "route0000=0", "route0001=0"), "without any traffic");
            assertThat(run(peer, "shape", "p", "route0000=-1").exit()).isEqualTo(2);
            assertThat(run(peer, "shape", "p", "route0000=1.5").exit()).isEqualTo(2);
            assertThat(run(peer, "shape", "p", "route0000").exit()).isEqualTo(2);
            assertThat(run(peer, "shape", "p").exit()).isEqualTo(2);
            assertThat(peer.asked()).extracting(Peer.Asked::uri).doesNotContain("/shape");
        }
    }

    @Test
    void shape_does_not_write_over_somebody_elses_change() {
        Map<String, Integer> weights = weights();
        try (Peer peer = Peer.answering(asked -> {
            weights.merge("route0000", 1, Integer::sum);
            return Answer.of(
                    200,
                    "{\"Endpoints\":[{\"Pattern\":\"p\",\"Routes\":[{\"ID\":\"r\",\"Weight\":"
                            + weights.get("route0000") + "}]}]}");
        })) {
            assertFails(run(peer, "shape", "p", "r=5"), "somebody else");
            assertThat(peer.asked()).extracting(Peer.Asked::uri).doesNotContain("/shape");
        }
    }

    @Test
    void shape_fails_if_other_weights_are_read_back() {
        try (Peer peer = service(weights(), true)) {
            assertFails(run(peer, "shape", "p", "route0000=1"), "read back");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "route", "shape", "token", "api"})
    void help_has_an_example_and_no_secret(String command) {
        Ran ran = run(Map.of("STEELYARD_TOKEN", TOKEN), command, "--help");
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("Example", "steelyard " + command, "--token-file");
    }
}
