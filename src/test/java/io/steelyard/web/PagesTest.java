package io.steelyard.web;

import static io.steelyard.metrics.Scene.backend;
import static io.steelyard.metrics.Scene.endpoint;
import static io.steelyard.metrics.Scene.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.config.Refusal;
import io.steelyard.guard.Guard;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Baseline;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Endpoint;
import io.steelyard.model.Hold;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import io.steelyard.model.Remains;
import io.steelyard.model.Route;
import io.steelyard.model.Weights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagesTest {

    private static final List<String> RULES =
            Guard.RULES.stream().map(Reason.Code::label).toList();

    private final Scene scene = new Scene();
    private final Journal journal = new Journal(scene.settings());

    private Decision.Reweigh shift() {
        journal.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision =
                scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0));
        journal.accept(decision);
        journal.accept(new Outcome.Failed(
                decision, scene.now(), scene.now(), Outcome.Failure.READ_BACK, Map.of("a", 55), "a is 55"));
        return decision;
    }

    private Refusal refusal(String file, List<String> lines) {
        return Refusal.of(file, scene.now().wall(), "SIGHUP", lines, Refusal.MEND);
    }

    private static void same(Object value, String json) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readTree(Json.bytes(value))).isEqualTo(mapper.readTree(json));
    }

    @Test
    void the_status_before_the_first_poll_is_full_of_nulls() throws Exception {
        same(StatusJson.of(journal.view(), Optional.of("closed")), """
                {"at":"2026-03-01T12:00:00Z","version":"1.2.3","mode":"act","state":"starting","ready":false,"source":null,"generation":null,
                 "snapshot_at":null,"snapshot_age_seconds":null,"poll_interval_seconds":1.0,"last_poll":null,
                 "endpoints":null,"routes":null,"backends":null,
                 "policies":[{"name":"web","type":"equal-load"}],"orders":{"mode":"act","configured_mode":"act","mode_by":null,"log_level":"info","configured_log_level":"info","log_level_by":null,"paused":null,"paused_policies":[],"held":[]},
                 "orders_closed":"closed","orders_unkept":null,"audit_fault":null,"files_refused":[],"writes_failing":[],"suspended":[],"by_hand":[],"last_write":null}""");
    }

    @Test
    void the_status_tells_of_a_missed_poll_and_of_suspended_endpoints() throws Exception {
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 61, expected 60"));
        scene.pass(Duration.ofMillis(1500));
        journal.accept(scene.missed(Observation.Cause.TIMEOUT));

        same(StatusJson.of(journal.view(), Optional.of("closed")), """
                {"at":"2026-03-01T12:00:01.500Z","version":"1.2.3","mode":"act","state":"missed","ready":true,"source":"test","generation":1,
                 "snapshot_at":"2026-03-01T12:00:00Z","snapshot_age_seconds":1.5,"poll_interval_seconds":1.0,
                 "last_poll":{"ok":false,"at":"2026-03-01T12:00:01.500Z","took_seconds":0.0,"cause":"timeout",
                              "message":"no answer within 800ms"},
                 "endpoints":1,"routes":3,"backends":3,
                 "policies":[{"name":"web","type":"equal-load"}],
                 "orders":{"mode":"act","configured_mode":"act","mode_by":null,"log_level":"info","configured_log_level":"info","log_level_by":null,"paused":null,"paused_policies":[],"held":[]},
                 "orders_closed":"closed","orders_unkept":null,"audit_fault":null,"files_refused":[],"writes_failing":[],
                 "suspended":[{"endpoint":"www","policy":"web","since":"2026-03-01T12:00:00Z","text":"a is 61, expected 60",
                   "restored":false,"changes":[]}],"by_hand":[],"last_write":null}""");
    }

    @Test
    void the_snapshot_as_JSON() throws Exception {
        journal.accept(scene.seen(endpoint("www", route("a", 3, backend("a1", 2, 20)), route("b", 1))));

        same(SnapshotJson.of(journal.view()), """
                {"generation":1,"source":"test","snapshot_at":"2026-03-01T12:00:00Z","stale":false,"endpoints":[
                  {"endpoint":"www","policy":"web","requests_per_second":20.0,"load":2.0,"imbalance_ratio":1.0,"backends":1,
                   "shared":false,"suspect":null,"suspended":false,"decision_id":null,"desired_by":null,"last_write":null,"write_fault":null,"undone":null,
                   "attention":[{"word":"no backends","rank":0,"alarm":true,"manual":"docs/runbook.md#steelyardroutenobackends"}],"routes":[
                   {"route":"a","selector":"pool=a","weight":3,"desired_weight":3,"share":0.75,"desired_share":0.75,"requests_per_second":20.0,
                    "load":2.0,"load_max":2.0,"errors_per_second":null,"response_seconds":null,"backends":1},
                   {"route":"b","selector":"pool=b","weight":1,"desired_weight":1,"share":0.25,"desired_share":0.25,"requests_per_second":0.0,
                    "load":null,"load_max":null,"errors_per_second":null,"response_seconds":null,"backends":0}]}]}""");
    }

    @Test
    void decisions_as_JSON_with_what_became_of_them() throws Exception {
        shift();
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));

        same(DecisionsJson.of(journal.view()), """
                {"generation":1,"rules":%s,"decisions":[
                  {"sequence":1772366400000002,"decision_id":"d-2","policy":"web","endpoint":"www","action":"hold","reason":"cooldown","text":"1s of 3s",
                   "since":"2026-03-01T12:00:00Z","at":"2026-03-01T12:00:00Z","count":1,"restored":false,"figures":[],"base":null,
                   "weights":null,"outcome":null},
                  {"sequence":1772366400000001,"decision_id":"d-1","policy":"web","endpoint":"www","action":"shift","reason":"rebalance",
                   "text":"load 3.0 > 2.0","since":"2026-03-01T12:00:00Z","at":"2026-03-01T12:00:00Z","count":1,"restored":false,
                   "figures":[{"name":"imbalance","value":1.5,"limit":1.05}],
                   "base":{"a":60,"b":40,"c":0},"weights":{"a":50,"b":50,"c":0},
                   "outcome":{"result":"failed","reason":"read_back","message":"a is 55","started_at":"2026-03-01T12:00:00Z",
                              "ended_at":"2026-03-01T12:00:00Z","found":{"a":55}}}]}""".formatted(new ObjectMapper().writeValueAsString(RULES)));
    }

    @Test
    void the_text_table_has_a_line_for_each_route_and_the_last_decision() {
        shift();

        assertThat(TextTable.of(journal.view())).isEqualTo("""
                        steelyard 1.2.3, mode act, ok, snapshot 1, 0.0s old
                        needs attention: www (write failed)
                        www: since 2026-03-01T12:00:00Z (0 s ago), the last try to write did not succeed: read_back: a is 55
                        last write 2026-03-01T12:00:00Z (0 s ago) to www, failed: a 60 -> 50, b 40 -> 50; \
                        by policy web, rebalance: load 3.0 > 2.0; read_back: a is 55

                        ENDPOINT  ROUTE           SHARE  RATE/S  LOAD    WEIGHT  BACKENDS
                        www       a      60.0% -> 50.0%    40.0  2.00  60 -> 50         2
                        www       b      40.0% -> 50.0%    20.0  1.00  40 -> 50         1
                        www       c                0.0%       0     ?         0         0

                        www: max/mean load 1.33
                        www: -> wanted by last decision 2026-03-01T12:00:00Z (0 s ago): failed rebalance: load 3.0 > 2.0; read_back: a is 55
                        """);
    }

    @Test
    void a_refused_file_stands_above_the_table_and_in_the_status_until_it_is_taken() throws Exception {
        List<String> wrong = List.of("s.yaml:3:1: modes: is not known; did you mean mode?", "s.yaml:4:1: x: y");
        journal.reread("s.yaml", Optional.of(refusal("s.yaml", wrong)));
        scene.pass(Duration.ofMinutes(2));
        journal.reread("web.yml", Optional.of(refusal("web.yml", List.of("web.yml:1:1: z: no"))));
        journal.reread("s.yaml", Optional.of(refusal("s.yaml", wrong)));
        scene.pass(Duration.ofMinutes(1));

        assertThat(TextTable.of(journal.view())).startsWith("""
                        steelyard 1.2.3, mode act, starting
                        s.yaml is refused since 2026-03-01T12:00:00Z (3 min ago), what it said before still counts: \
                        s.yaml:3:1: modes: is not known; did you mean mode? (and 1 more); to end this: mend it, and it \
                        is read again by itself; until then a restart fails
                        web.yml is refused since 2026-03-01T12:02:00Z (60 s ago), what it said before still counts: \
                        web.yml:1:1: z: no; to end this: mend it,\
                        """);
        same(StatusJson.of(journal.view(), Optional.empty()).filesRefused().get(0), """
                {"file":"s.yaml","since":"2026-03-01T12:00:00Z","at":"2026-03-01T12:02:00Z","why":"SIGHUP",
                 "error":"s.yaml:3:1: modes: is not known; did you mean mode?","errors":2,
                 "remedy":"mend it, and it is read again by itself; until then a restart fails"}""");
        assertThat(SaidJson.of(journal.view(), Optional.empty()).filesRefused())
                .extracting(SaidJson.Refused::file)
                .containsExactly("s.yaml", "web.yml");

        journal.reread("s.yaml", Optional.empty());
        assertThat(TextTable.of(journal.view())).doesNotContain("s.yaml").contains("web.yml is refused");
        journal.reread("web.yml", Optional.empty());
        assertThat(TextTable.of(journal.view())).doesNotContain("refused");
        assertThat(StatusJson.of(journal.view(), Optional.empty()).filesRefused())
                .isEmpty();
    }

    @Test
    void what_operators_have_said_stands_above_the_table_and_on_the_page() {
        shift();
        Note note = new Note("alice", "<b>deploy</b>", scene.now(), Optional.of(scene.now()));
        journal.accept(Control.of(scene.now(), Mode.ACT)
                .pause(note)
                .pause("web", note)
                .hold("www", new Hold(note, Map.of("a", 60)))
                .mode(Mode.PROPOSE, note)
                .log(LogLevel.DEBUG, note));
        journal.unkept(Optional.of("the disk is full"));
        journal.unaudited(Optional.of("audit.file: /var/log/audit cannot be written"));

        assertThat(TextTable.of(journal.view())).startsWith("""
                        steelyard 1.2.3, mode propose, PAUSED, ok, snapshot 1, 0.0s old
                        needs attention: www (write failed)
                        nothing is written, and only a pause is obeyed: audit.file: /var/log/audit cannot be written
                        orders are not kept, a restart would end those that stand: the disk is full
                        www: since 2026-03-01T12:00:00Z (0 s ago), the last try to write did not succeed: read_back: a is 55
                        paused by alice: <b>deploy</b>, since 2026-03-01T12:00:00Z (0 s ago), until 2026-03-01T12:00:00Z (0 s ago)
                        mode propose ordered by alice: <b>deploy</b>, since 2026-03-01T12:00:00Z (0 s ago), until 2026-03-01T12:00:00Z (0 s ago)
                        log level debug ordered by alice: <b>deploy</b>, since 2026-03-01T12:00:00Z (0 s ago), until 2026-03-01T12:00:00Z (0 s ago)
                        policy web paused by alice: <b>deploy</b>, since 2026-03-01T12:00:00Z (0 s ago), until 2026-03-01T12:00:00Z (0 s ago)
                        www: weights set by hand, a 60; by alice: <b>deploy</b>, since 2026-03-01T12:00:00Z (0 s ago), until 2026-03-01T12:00:00Z (0 s ago)
                        last write 2026-03-01T12:00:00Z (0 s ago) to www, failed: a 60 -> 50, b 40 -> 50; \
                        by policy web, rebalance: load 3.0 > 2.0; read_back: a is 55

                        ENDPOINT""");
        assertThat(Page.of(journal.view()))
                .contains("<p><strong>policy web paused by alice: &lt;b&gt;deploy&lt;/b&gt;");
    }

    @Test
    void weights_by_hand_that_are_being_written_are_not_told_to_be_out_of_force() {
        journal.accept(scene.seen(Scene.www()));
        scene.pass(Duration.ofSeconds(1));
        Note note = new Note("carol", "drain", scene.now(), Optional.empty());
        journal.accept(Control.of(scene.now(), Mode.ACT).hold("www", new Hold(note, Map.of("a", 0, "b", 100))));
        Decision.Reweigh order = new Decision.Reweigh(
                "h-1",
                scene.now(),
                "operator",
                "www",
                new Reason(Reason.Code.BY_HAND, "by carol: drain"),
                List.of(),
                Map.of("a", 60, "b", 40),
                Weights.of(Map.of("a", 0, "b", 100)));
        journal.accept(order);
        scene.pass(Duration.ofMillis(100));
        journal.accept(scene.seen(Scene.www())); // a poll that was quicker than the write
        assertThat(TextTable.of(journal.view())).contains("a 0, b 100 (not read back yet)");
        journal.accept(new Outcome.Failed(
                order, scene.now(), scene.now(), Outcome.Failure.ERROR, Map.of("a", 60, "b", 40), "denied"));
        scene.pass(Duration.ofMillis(100));
        journal.accept(scene.seen(Scene.www()));
        assertThat(TextTable.of(journal.view())).contains("NOT IN FORCE: a set to 0, is 60; b set to 100, is 40");
    }

    @Test
    void weights_by_hand_whose_write_a_kill_cut_off_are_told_to_be_out_of_force_after_the_restart() {
        Note note = new Note("alice", "drain", scene.now(), Optional.empty());
        Decision.Reweigh cut = new Decision.Reweigh(
                "h-1",
                scene.now().atBeforeStart(scene.now().wall().minusSeconds(60)),
                "operator",
                "www",
                new Reason(Reason.Code.BY_HAND, "by alice: drain"),
                List.of(),
                Map.of("a", 60, "b", 40),
                Weights.of(Map.of("a", 0, "b", 100)));
        journal.earlier(List.of(new Remains(
                Optional.of(new Baseline(scene.now().wall(), "1", new TreeMap<>(), Optional.empty())),
                Optional.of(new Remains.Write(cut, Optional.empty(), Map.of())))));
        journal.accept(Control.of(scene.now(), Mode.ACT).hold("www", new Hold(note, Map.of("a", 0, "b", 100))));
        journal.accept(scene.seen(Scene.www()));
        assertThat(HeldWeights.of(journal.view())).allMatch(HeldWeights::isUndone);
        assertThat(TextTable.of(journal.view())).contains("NOT IN FORCE").contains("ended before it knew");
        assertThat(DecisionsJson.of(journal.view()).decisions().get(0).restored())
                .isTrue();
    }

    @Test
    void a_write_that_failed_is_told_no_longer_than_somebody_decides() {
        shift();
        assertThat(StatusJson.of(journal.view(), Optional.empty()).writesFailing())
                .isNotEmpty();
        journal.accept(Control.of(scene.now(), Mode.OBSERVE));
        assertThat(StatusJson.of(journal.view(), Optional.empty()).writesFailing())
                .isEmpty();
    }

    @Test
    void weights_by_hand_are_held_against_those_of_the_balancer_and_stand_first_where_they_are_not_in_force()
            throws Exception {
        journal.accept(scene.seen(endpoint("api", route("x", 1)), endpoint("old", route("o", 1)), Scene.www()));
        scene.pass(Duration.ofSeconds(1));
        Note note = new Note("carol", "drain", scene.now(), Optional.empty());
        Control held = Control.of(scene.now(), Mode.ACT)
                .hold("api", new Hold(note, Map.of("x", 3)))
                .hold("gone", new Hold(note, Map.of("z", 9)))
                .hold("old", new Hold(note, Map.of()))
                .hold("www", new Hold(note, Map.of("a", 0, "b", 40)));
        journal.accept(held);
        assertThat(TextTable.of(journal.view()))
                .as("a reading of before says nothing")
                .doesNotContain("NOT IN FORCE");

        scene.pass(Duration.ofSeconds(1));
        journal.accept(scene.seen(endpoint("api", route("x", 3)), endpoint("old", route("o", 1)), Scene.www()));
        scene.pass(Duration.ofMinutes(2));
        String said = "; by carol: drain, since 2026-03-01T12:00:01Z (2 min ago)\n";
        assertThat(TextTable.of(journal.view()))
                .contains("\nwww: weights set by hand, NOT IN FORCE: a set to 0, is 60" + said
                        + "api: weights set by hand, x 3" + said
                        + "gone: weights set by hand, z 9 (not read back yet)" + said
                        + "old: weights set by hand, weights that an older version did not keep" + said);
        StatusJson.Status status = StatusJson.of(journal.view(), Optional.empty());
        assertThat(status.byHand())
                .extracting(each -> each.endpoint() + " " + each.inForce())
                .containsExactly("www false", "api true", "gone null", "old null");
        assertThat(status.orders().held())
                .as("the same, where a reading tells it")
                .extracting(each -> each.name() + " " + each.inForce())
                .containsExactly("api true", "gone true", "old true", "www false");
        same(status.byHand().get(0), """
                {"endpoint":"www","who":"carol","reason":"drain","since":"2026-03-01T12:00:01Z","until":null,
                 "in_force":false,"text":"NOT IN FORCE: a set to 0, is 60",
                 "routes":[{"route":"a","set":0,"now":60},{"route":"b","set":40,"now":40}]}""");
    }

    @Test
    void what_wants_attention_is_named_at_the_top_with_why_and_stands_first_in_the_table() {
        journal.accept(scene.seen(
                endpoint("aaa", served("r", 1)),
                endpoint("dark", served("d", 1), route("gone", 1)),
                endpoint("edited", served("e", 1)),
                endpoint("frozen", served("f", 1))));
        assertThat(TextTable.of(journal.view())).contains("\nneeds attention: dark (no backends)\n");
        journal.accept(scene.hold("aaa", Reason.Code.COOLDOWN, "1s of 3s"));
        journal.accept(scene.hold("frozen", Reason.Code.PANIC, "1 of 4 backends is left"));
        journal.accept(scene.hold("edited", Reason.Code.OPERATOR_EDIT, "e is 2, expected 1"));

        String line = "needs attention: dark (no backends), edited (suspended), frozen (held by panic)";
        assertThat(TextTable.of(journal.view()))
                .startsWith("steelyard 1.2.3, mode act, ok, snapshot 1, 0.0s old\n" + line + "\n")
                .containsPattern("(?s)\ndark .*\nedited .*\nfrozen .*\naaa .*\ndark: .*\naaa: ");
        assertThat(Page.of(journal.view()))
                .contains("<p><strong>" + line + "</strong></p>")
                .containsPattern("(?s)<bdi>dark</bdi>.*<bdi>edited</bdi>.*<bdi>frozen</bdi>.*<bdi>aaa</bdi>");
        assertThat("needs attention: "
                        + SnapshotJson.of(journal.view()).endpoints().stream()
                                .flatMap(row -> row.attention().stream()
                                        .map(why -> Map.entry(why.rank(), row.endpoint() + " (" + why.word() + ")")))
                                .sorted(Map.Entry.comparingByKey())
                                .map(Map.Entry::getValue)
                                .collect(Collectors.joining(", ")))
                .as("what the page makes its line of")
                .isEqualTo(line);
    }

    private static Route served(String id, int weight) {
        return route(id, weight, backend(id, 1, 1));
    }

    @Test
    void a_write_that_failed_wants_attention_as_long_as_its_weights_are_wanted_and_many_endpoints_make_no_long_line() {
        Decision.Reweigh failed = shift();
        assertThat(TextTable.of(journal.view())).contains("needs attention: www (write failed)");
        journal.accept(scene.reweigh("www", failed.base(), Map.of("a", 40, "b", 60, "c", 0)));
        assertThat(TextTable.of(journal.view())).as("it is tried again").contains("www (write failed)");
        journal.accept(scene.hold("www", Reason.Code.DEAD_BAND, "as good as it gets"));
        assertThat(TextTable.of(journal.view())).doesNotContain("needs attention");

        journal.accept(scene.seen(IntStream.range(10, 22)
                .mapToObj(each -> endpoint("e" + each, route("r", 1)))
                .toArray(Endpoint[]::new)));
        assertThat(TextTable.of(journal.view())).contains("e19 (no backends) and 2 more\n");
    }

    @Test
    void a_write_that_an_operator_has_overruled_wants_no_attention() {
        journal.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision =
                scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0));
        journal.accept(decision);
        journal.accept(new Outcome.Refused(
                decision, scene.now(), scene.now(), Outcome.Refusal.OVERRULED, "all policies are paused"));
        assertThat(TextTable.of(journal.view())).doesNotContain("needs attention");
    }

    @Test
    void while_the_audit_log_cannot_be_written_the_status_says_so_and_why_nothing_was_written() {
        Decision.Reweigh shift = shift();
        journal.unaudited(Optional.of("audit.file: /var/log/audit cannot be written"));
        journal.accept(new Outcome.Refused(
                shift, scene.now(), scene.now(), Outcome.Refusal.UNAUDITED, "nothing is changed without its line"));

        assertThat(StatusJson.of(journal.view(), Optional.empty()).auditFault())
                .isEqualTo("audit.file: /var/log/audit cannot be written");
        assertThat(SaidJson.of(journal.view(), Optional.empty()).auditFault())
                .isEqualTo("audit.file: /var/log/audit cannot be written");
        assertThat(TextTable.of(journal.view()))
                .contains("\nnothing is written, and only a pause is obeyed: audit.file: /var/log/audit")
                .contains("refused rebalance: ", "; unaudited: nothing is changed without its line\n");

        long before = journal.view().ordered();
        journal.unaudited(Optional.empty());
        assertThat(journal.view().ordered()).as("readers of the page are told").isGreaterThan(before);
        assertThat(TextTable.of(journal.view())).doesNotContain("only a pause is obeyed");
    }

    @Test
    void what_stands_behind_an_arrow_and_the_decision_that_wants_it_are_of_one_moment() throws Exception {
        shift();
        scene.pass(Duration.ofMinutes(3));
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "the last write was 0.7s ago"));
        assertThat(TextTable.of(journal.view())).contains("60.0% -> 50.0%").endsWith("""
                        www: max/mean load 1.33
                        www: last decision 2026-03-01T12:03:00Z (0 s ago): hold cooldown: the last write was 0.7s ago
                        www: -> wanted by last change 2026-03-01T12:00:00Z (3 min ago): failed rebalance: load 3.0 > 2.0; read_back: a is 55
                        """);
        assertThat(Page.of(journal.view()))
                .contains("→ wanted by last change 2026-03-01T12:00:00Z (3 min ago): failed rebalance");
        SnapshotJson.EndpointRow row =
                SnapshotJson.of(journal.view()).endpoints().get(0);
        assertThat(row.desiredBy()).isEqualTo(1_772_366_400_000_001L);
        assertThat(row.routes().get(0).desiredShare()).isEqualTo(0.5);

        Decision.Reweigh rehearsed =
                scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 40, "b", 60, "c", 0));
        journal.accept(rehearsed);
        journal.accept(new Outcome.Rehearsed(rehearsed, scene.now(), scene.now()));
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        assertThat(TextTable.of(journal.view()))
                .as("what was not sent changed nothing")
                .contains("60.0% -> 40.0%", "www: last change 2026-03-01T12:00:00Z (3 min ago): failed rebalance")
                .contains(
                        "www: -> wanted by decision 2026-03-01T12:03:00Z (0 s ago): proposed (not written) rebalance");

        journal.accept(scene.hold("www", Reason.Code.DEAD_BAND, "as good as it gets"));
        assertThat(TextTable.of(journal.view())).doesNotContain("% ->", "wanted by");
        assertThat(SnapshotJson.of(journal.view()).endpoints().get(0).desiredBy())
                .isNull();
    }

    @Test
    void what_a_policy_wanted_that_is_kept_away_now_is_nobodys_wish_and_its_failed_write_no_trouble() {
        shift();
        assertThat(StatusJson.of(journal.view(), Optional.empty()).writesFailing())
                .extracting(UnwrittenJson.Failing::text)
                .containsExactly("the last try to write did not succeed: read_back: a is 55");
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "1s of 3s"));
        assertThat(TextTable.of(journal.view())).contains("60.0% -> 50.0%", "did not succeed");

        journal.accept(scene.hold("www", Reason.Code.PAUSED, "paused by alice: deploy; would set a 60 -> 50"));
        assertThat(TextTable.of(journal.view())).doesNotContain("% ->", "did not succeed");
        assertThat(StatusJson.of(journal.view(), Optional.empty()).writesFailing())
                .isEmpty();
    }

    @Test
    void a_policy_tells_how_long_it_has_to_wait() throws Exception {
        shift();
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "the last write was 0s ago"));
        scene.pass(Duration.ofMillis(500));
        PoliciesJson.Policies policies = PoliciesJson.of(journal.view());
        assertThat(policies.nextPollInSeconds()).isEqualTo(policies.pollIntervalSeconds() - 0.5);
        PoliciesJson.PolicyRow web = policies.policies().get(0);
        assertThat(web.cooldownSeconds()).isEqualTo(3);
        PoliciesJson.OnEndpoint www = web.endpoints().get(0);
        assertThat(www.lastWriteSeconds())
                .as("none that is known to be in force")
                .isNull();
        assertThat(www.cooldownLeftSeconds()).as("a try counts").isEqualTo(2.5);
        scene.pass(Duration.ofSeconds(5));
        PoliciesJson.Policies later = PoliciesJson.of(journal.view());
        assertThat(later.policies().get(0).endpoints().get(0).cooldownLeftSeconds())
                .isZero();
        assertThat(later.nextPollInSeconds()).as("late").isZero();
    }

    @Test
    void what_an_earlier_run_wrote_last_is_told_everywhere_and_the_cooldown_counts_from_it() throws Exception {
        Remains.Write write = new Remains.Write(
                scene.reweigh("www", Map.of("a", 60), Map.of("a", 50)), Optional.of("applied"), Map.of());
        scene.pass(Duration.ofMillis(500));
        journal.earlier(List.of(new Remains(
                Optional.of(new Baseline(scene.now().wall(), "1", new TreeMap<>(), Optional.empty())),
                Optional.of(write))));
        journal.accept(scene.seen(Scene.www()));
        journal.accept(scene.hold("www", Reason.Code.COOLDOWN, "the last write was 0.5s ago"));
        assertThat(TextTable.of(journal.view())).contains("applied: a 60 -> 50; by policy web");
        PoliciesJson.OnEndpoint www =
                PoliciesJson.of(journal.view()).policies().get(0).endpoints().get(0);
        assertThat(www.lastWriteSeconds()).isEqualTo(0.5);
        assertThat(www.cooldownLeftSeconds()).isEqualTo(2.5);
    }

    @Test
    void a_try_of_an_earlier_run_counts_for_the_cooldown_that_is_shown_as_for_the_guards_whatever_became_of_it() {
        for (String result : List.of("failed", "refused")) {
            Journal started = new Journal(scene.settings());
            Decision.Reweigh decision = scene.reweigh("www", Map.of("a", 60), Map.of("a", 50));
            scene.pass(Duration.ofMillis(500));
            Remains left = new Remains(
                    Optional.empty(),
                    Optional.of(new Remains.Write(decision, Optional.empty(), Map.of())
                            .ended(result, scene.now(), Map.of())));
            started.earlier(List.of(left));
            started.accept(scene.seen(Scene.www()));
            started.accept(scene.hold("www", Reason.Code.COOLDOWN, "the last write was 0s ago"));
            PoliciesJson.OnEndpoint www = PoliciesJson.of(started.view())
                    .policies()
                    .get(0)
                    .endpoints()
                    .get(0);
            assertThat(www.cooldownLeftSeconds()).as(result).isEqualTo(3);
            assertThat(www.lastWriteSeconds()).as(result).isNull();
        }
    }

    @Test
    void the_table_says_why_the_last_poll_failed_also_before_the_first_good_one() {
        journal.accept(scene.missed(Observation.Cause.TIMEOUT));
        assertThat(TextTable.of(journal.view()))
                .startsWith(
                        "steelyard 1.2.3, mode act, starting\nthe last poll failed: timeout: no answer within 800ms\n");
    }

    @Test
    void in_mode_observe_a_policy_owns_its_endpoints_and_wants_nothing() {
        shift();
        journal.accept(Control.of(scene.now(), Mode.OBSERVE));
        EndpointView endpoint = journal.view().endpoints().get(0);
        assertThat(endpoint.policy()).contains("web");
        assertThat(endpoint.routes()).allMatch(route -> route.desired().isEmpty());
        journal.accept(Control.of(scene.now(), Mode.ACT));
        assertThat(journal.view().endpoints().get(0).routes())
                .allMatch(route -> route.desired().isPresent());
    }

    @Test
    void text_moves_no_cursor_and_turns_no_line_round() {
        journal.accept(scene.seen(endpoint("evil\u001b[2J\n\u202Eabc", route("r\u2028", 1))));

        assertThat(TextTable.of(journal.view()))
                .contains("evil\\u001b[2J\\u000a\\u202eabc")
                .doesNotContain("\u001b")
                .doesNotContain("\u202E");
    }

    @Test
    void the_page_shows_foreign_text_as_text() {
        journal.accept(scene.seen(endpoint(
                "<script>alert('x')</script>", route("\"><img src=x onerror=alert(1)>", 1, backend("b", 1, 1)))));
        journal.accept(scene.hold("<script>alert('x')</script>", Reason.Code.BALANCED, "</td><b>1 & 2</b>"));

        String html = Page.of(journal.view());

        assertThat(html)
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
                .contains("&quot;&gt;&lt;img src=x onerror=alert(1)&gt;")
                .contains("&lt;/td&gt;&lt;b&gt;1 &amp; 2&lt;/b&gt;")
                .doesNotContain("<script>")
                .doesNotContain("<img")
                .doesNotContain("style=\"");
    }

    @Test
    void the_page_shows_weights_decisions_and_links() {
        shift();

        assertThat(Page.of(journal.view()))
                .contains("60 → 50")
                .contains("failed rebalance: load 3.0 &gt; 2.0")
                .contains("href=\"metrics\"")
                .contains("href=\"api/v1/decisions\"");
    }

    @Test
    void the_page_stays_readable_with_thousands_of_routes() {
        Route[] many =
                IntStream.range(0, 300).mapToObj(each -> served("r" + each, 1)).toArray(Route[]::new);
        journal.accept(scene.seen(
                endpoint("one", many), endpoint("two", many), endpoint("three", many), endpoint("four", many)));

        assertThat(Page.of(journal.view())).contains("300 more routes in").doesNotContain("four");
    }
}
