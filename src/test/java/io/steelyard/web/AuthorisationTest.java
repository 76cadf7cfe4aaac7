package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Loaded;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Advice;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Exchange;
import io.steelyard.model.Mode;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.SettingException;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import io.steelyard.operator.Trial;
import io.steelyard.web.AgentServer.Kind;
import io.steelyard.web.port.Port;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/** Every path that is served, asked by everybody in every way; and every answer held against the API's description. */
class AuthorisationTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String TOKEN = "right-token";

    private final Scene scene = new Scene();
    private final Journal journal = new Journal(scene.settings());
    private final List<Signed> obeyed = new CopyOnWriteArrayList<>();
    private final AgentMetrics metrics = scene.metrics(scene.settings());
    private final AgentServer agent = new AgentServer(
            metrics,
            journal,
            new Admin(new Answering(), Optional.of(() -> TOKEN), true, Set.of()),
            new Port(Optional.empty(), scene::now, Schedulers.immediate()),
            Schedulers.boundedElastic());
    private final DisposableServer server = listening();
    private final DescribedApi api = new DescribedApi();

    AuthorisationTest() throws IOException {}

    private DisposableServer listening() {
        Loaded.Valid loaded =
                (Loaded.Valid) ConfigLoader.parse("s.yaml", "balancer: {type: simulator}\n", name -> null);
        Configuration.Last last = new Configuration.Last(Instant.EPOCH, "SIGHUP", true, List.of("mode: act"));
        agent.configuration(() -> new Configuration(loaded, Optional.of("s.yaml"), Optional.of(last)));
        agent.trials(this::trial);
        agent.reload(preview -> Mono.just(new Reload.Done(true, List.of())));
        return Objects.requireNonNull(agent.listen("127.0.0.1", 0).block(LIMIT));
    }

    @AfterEach
    void close() {
        server.disposeNow();
    }

    private Mono<Trial> trial(String pattern, String settings) {
        if (settings.equals("wrong")) {
            return Mono.error(new SettingException("", "guard.flips: no"));
        }
        if (settings.equals("fault")) {
            return Mono.error(new IllegalArgumentException("a fault of ours"));
        }
        for (OrderRefusedException.Cause cause : OrderRefusedException.Cause.values()) {
            if (pattern.equals(cause.name())) {
                return Mono.error(new OrderRefusedException(cause, "no"));
            }
        }
        return Mono.fromSupplier(() -> new Trial(
                "web",
                pattern,
                List.of(new Trial.Key("guard.flips", "integer", Optional.empty(), "1 to 1000", "Reversals.")),
                List.of("guard.flips: 6 -> 5"),
                List.of(new Trial.Pair(change(), scene.hold("www", Reason.Code.FLIPS, "5 of 5")))));
    }

    @Test
    void settings_that_are_not_right_are_told_from_a_fault_of_ours() throws IOException {
        String path = "/api/v1/endpoints/www/what-if";
        RawReply wrong = RawReply.to(server.port(), "POST", path, Map.of(), "wrong");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body()).contains("guard.flips: no");
        RawReply fault = RawReply.to(server.port(), "POST", path, Map.of(), "fault");
        assertThat(fault.status()).isEqualTo(500);
        assertThat(fault.body()).isEqualTo("{\"error\":\"this went wrong; the agent's log says how\"}");
    }

    @Test
    void too_many_trials_are_told_the_rule_that_they_broke() throws IOException {
        RawReply last = RawReply.to(server.port(), "POST", "/api/v1/endpoints/www/what-if", Map.of(), "");
        for (int asked = 1; asked < 11 && last.status() != 429; asked++) {
            last = RawReply.to(server.port(), "POST", "/api/v1/endpoints/www/what-if", Map.of(), "");
        }
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.body()).contains("too many trials, more than 10 at once and one each second; wait a second");
    }

    /** Something of everything that is shown. */
    private void populate() {
        journal.accept(scene.missed(Observation.Cause.TIMEOUT));
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "edited"));
        Decision.Reweigh decision = change();
        journal.accept(decision);
        journal.accept(new Outcome.Failed(
                decision,
                scene.now(),
                scene.now(),
                Outcome.Failure.READ_BACK,
                Map.of("a", 55),
                "a is 55",
                List.of(new Exchange("set weight www/a 50", Optional.of("\n")), new Exchange("x", Optional.empty())),
                Map.of()));
        journal.accept(new Advice(
                scene.now(), "web", "x", Map.of("x", new Advice.OfRoute(9, 8, 4, false, 93.5)), Optional.empty()));
    }

    private Decision.Reweigh change() {
        return scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0));
    }

    /** Answers by the name of the endpoint. */
    private final class Answering implements Operations {

        @Override
        public Mono<Plan> preview(Signed signed) {
            return Mono.fromSupplier(() -> plan(Optional.empty()));
        }

        @Override
        public Mono<Plan> obey(Signed signed) {
            String name = signed.order() instanceof Order.OnEndpoint on ? on.pattern() : "";
            for (OrderRefusedException.Cause cause : OrderRefusedException.Cause.values()) {
                if (name.equals(cause.name())) {
                    return Mono.error(new OrderRefusedException(cause, "no"));
                }
            }
            return Mono.fromSupplier(() -> {
                obeyed.add(signed);
                return plan(outcome(name));
            });
        }

        private Optional<Outcome> outcome(String name) {
            return switch (name) {
                case "changed" ->
                    Optional.of(new Outcome.Refused(
                            change(), scene.now(), scene.now(), Outcome.Refusal.CONFLICT, "a is 55"));
                case "rejected" ->
                    Optional.of(new Outcome.Refused(
                            change(), scene.now(), scene.now(), Outcome.Refusal.REJECTED, "too large"));
                case "failed" ->
                    Optional.of(new Outcome.Failed(
                            change(), scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));
                default -> Optional.empty();
            };
        }

        private Plan plan(Optional<Outcome> outcome) {
            Control now = Control.of(scene.now(), Mode.ACT);
            Plan plan = Plan.of(now, now);
            return outcome.map(how -> plan.ended(how, now, false)).orElse(plan);
        }
    }

    private RawReply ask(String method, String path, Map<String, String> headers) throws IOException {
        String body = method.equals("POST") && agent.paths().get(path) == Kind.ORDER ? body(path) : "";
        String asked = path.replace("{sequence}", newest())
                .replace("{document}", "docs/operating.md")
                .replaceAll("\\{[a-z]+}", "x");
        RawReply reply = RawReply.to(server.port(), method, asked, headers, body);
        api.covers(method, path, reply.status(), reply.body());
        return reply;
    }

    /** The number of a decision; 0 if none was made. */
    private String newest() {
        return journal.view().entries().stream()
                .findFirst()
                .map(entry -> Long.toString(entry.sequence()))
                .orElse("0");
    }

    private static String body(String path) {
        String verb = path.substring(path.lastIndexOf('/') + 1);
        String more = Map.of(
                        "mode",
                        ", \"mode\": \"act\"",
                        "log-level",
                        ", \"level\": \"debug\"",
                        "shape",
                        ", \"weights\": {\"a\": 1}")
                .getOrDefault(verb, "");
        return "{\"reason\": \"deploy\", \"for\": \"30m\"" + more + "}";
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(name, value);
        return all;
    }

    /** In the order of the columns: GET; GET of another name; POST; POST from elsewhere; POST to another name. */
    private static List<Integer> expected(Kind kind, String token) {
        int post = token.equals("none") ? 401 : token.equals(TOKEN) ? 200 : 403;
        return switch (kind) {
            case READ, EVENTS -> List.of(200, token.equals(TOKEN) ? 200 : 421, 405, 405, 405);
            case RELOAD, TRIAL -> List.of(405, token.equals(TOKEN) ? 405 : 421, 200, 403, 403);
            case ORDER -> List.of(405, token.equals(TOKEN) ? 405 : 421, post, 403, 403);
        };
    }

    @Test
    void the_matrix_of_who_may_do_what() throws IOException {
        populate();
        StringBuilder table = new StringBuilder("\n%-38s %-12s %5s %15s %5s %18s %16s%n"
                .formatted(
                        "path", "token", "GET", "GET, other Host", "POST", "POST, other Origin", "POST, other Host"));
        for (Map.Entry<String, Kind> each : agent.paths().entrySet()) {
            String path = each.getKey();
            for (String token : List.of("none", "wrong-token", TOKEN)) {
                Map<String, String> auth = token.equals("none") ? Map.of() : Map.of("Authorization", "Bearer " + token);
                List<Integer> codes = List.of(
                        ask("GET", path, auth).status(),
                        ask("GET", path, with(auth, "Host", "evil.example")).status(),
                        ask("POST", path, auth).status(),
                        ask("POST", path, with(auth, "Origin", "http://evil.example"))
                                .status(),
                        ask("POST", path, with(auth, "Host", "evil.example")).status());
                table.append("%-38s %-12s %5d %15d %5d %18d %16d%n"
                        .formatted(path, token, codes.get(0), codes.get(1), codes.get(2), codes.get(3), codes.get(4)));
                assertThat(codes).as(path + " with token " + token).isEqualTo(expected(each.getValue(), token));
            }
        }
        System.out.println(table);
        assertThat(obeyed).hasSize(Target.paths().size());
    }

    @Test
    void before_the_first_poll_the_answers_are_as_described_too() throws IOException {
        for (Map.Entry<String, Kind> each : agent.paths().entrySet()) {
            if (each.getValue() == Kind.READ) {
                ask("GET", each.getKey(), Map.of());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN, 404",
        "CONFLICT, 409",
        "UNACCEPTABLE, 422",
        "UNAVAILABLE, 503",
        "changed, 409",
        "rejected, 422",
        "failed, 502"
    })
    void an_order_that_cannot_be_obeyed_is_answered_as_described(String name, int status) throws IOException {
        String path = "/api/v1/endpoints/{pattern}/revert";
        RawReply reply = RawReply.to(
                server.port(),
                "POST",
                path.replace("{pattern}", name),
                Map.of("Authorization", "Bearer " + TOKEN),
                body(path));
        assertThat(reply.status()).isEqualTo(status);
        api.covers("POST", path, status, reply.body());
    }

    @Test
    void the_description_has_every_path_of_the_api_and_every_member_of_an_order() {
        assertThat(api.paths())
                .isEqualTo(agent.paths().entrySet().stream()
                        .filter(each ->
                                each.getValue() != Kind.READ || each.getKey().startsWith("/api/"))
                        .map(Map.Entry::getKey)
                        .filter(path -> !path.endsWith(".yaml"))
                        .collect(Collectors.toSet()));
        for (String path : Target.paths()) {
            Target target = Target.of(path.replaceAll("\\{[a-z]+}", "x")).orElseThrow();
            Set<String> members = new TreeSet<>(OrderBody.ALWAYS);
            members.addAll(target.members());
            assertThat(api.members(path)).as(path).isEqualTo(members);
        }
    }
}
