package io.steelyard.web;

import static io.steelyard.metrics.Scene.backend;
import static io.steelyard.metrics.Scene.endpoint;
import static io.steelyard.metrics.Scene.route;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.config.Refusal;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Mode;
import io.steelyard.model.Note;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedTest {

    private final Scene scene = new Scene();
    private final Journal journal = new Journal(scene.settings());
    private final Feed feed = new Feed(journal, Admin.NONE);

    private record Sent(String name, long id, JsonNode data) {}

    private static List<Sent> events(byte[] bytes) throws Exception {
        List<Sent> events = new ArrayList<>();
        for (String event : new String(bytes, StandardCharsets.UTF_8).split("\n\n", -1)) {
            String[] lines = event.split("\n", -1);
            if (lines.length == 3) {
                events.add(new Sent(
                        lines[0].substring("event: ".length()),
                        Long.parseLong(lines[1].substring("id: ".length())),
                        new ObjectMapper().readTree(lines[2].substring("data: ".length()))));
            }
        }
        return events;
    }

    private void poll(double rate) {
        journal.accept(scene.seen(
                endpoint("www", route("a", 60, backend("a1", 2, rate)), route("b", 40, backend("b1", 2, 5)))));
        scene.pass(Duration.ofSeconds(1));
    }

    @Test
    void a_newcomer_gets_a_whole_snapshot_and_the_mode_and_no_old_decisions() throws Exception {
        poll(20);
        journal.accept(scene.hold("www", Reason.Code.DEAD_BAND, "small"));
        List<Sent> events = events(feed.catchUp(feed.advance(), -1));
        assertThat(events).extracting(Sent::name).containsExactly("snapshot", "mode");
        assertThat(events).extracting(Sent::id).containsOnly(1L);
        assertThat(events.get(0).data().path("base").isNull()).isTrue();
        assertThat(events.get(0).data().at("/endpoints/0/routes")).hasSize(2);
        assertThat(events.get(1).data().at("/orders/mode").asText()).isEqualTo("act");
    }

    @Test
    void who_has_the_frame_before_gets_only_what_changed() throws Exception {
        poll(20);
        Frame first = feed.advance();
        poll(21);
        Frame second = feed.advance();
        assertThat(second.previous()).isEqualTo(first.revision());
        JsonNode data = events(second.delta()).get(0).data();
        assertThat(data.path("base").asLong()).isEqualTo(first.revision());
        JsonNode routes = data.at("/endpoints/0/routes");
        assertThat(routes).as("b is as it was").hasSize(1);
        assertThat(routes.get(0).toString()).isEqualTo("{\"route\":\"a\",\"requests_per_second\":21.0}");
    }

    @Test
    void an_endpoint_whose_routes_are_others_is_sent_whole_and_one_that_is_gone_is_named() throws Exception {
        poll(20);
        feed.advance();
        journal.accept(scene.seen(endpoint("www", route("c", 1, backend("c1", 1, 1)))));
        JsonNode changed = events(feed.advance().delta()).get(0).data();
        assertThat(changed.at("/endpoints/0/whole").asBoolean()).isTrue();
        assertThat(changed.at("/endpoints/0/routes/0/route").asText()).isEqualTo("c");
        journal.accept(scene.seen(endpoint("other", route("c", 1, backend("c1", 1, 1)))));
        assertThat(events(feed.advance().delta()).get(0).data().path("removed").toString())
                .isEqualTo("[\"www\"]");
    }

    @Test
    void a_decision_its_outcome_and_a_change_of_mode_are_told_once_each() throws Exception {
        poll(20);
        feed.advance();
        Decision.Reweigh decision = scene.reweigh("www", Map.of("a", 60, "b", 40), Map.of("a", 50, "b", 50));
        journal.accept(decision);
        assertThat(events(feed.advance().delta())).extracting(Sent::name).containsExactly("snapshot", "decision");
        journal.accept(new Outcome.Applied(decision, scene.now(), scene.now()));
        List<Sent> ended = events(feed.advance().delta());
        assertThat(ended).extracting(Sent::name).containsExactly("snapshot", "outcome");
        assertThat(ended.get(1).data().at("/outcome/result").asText()).isEqualTo("applied");
        Note note = new Note("alice", "deploy", scene.now(), Optional.empty());
        journal.accept(Control.of(scene.now(), Mode.ACT).pause(note));
        List<Sent> paused = events(feed.advance().delta());
        assertThat(paused).extracting(Sent::name).containsExactly("snapshot", "mode");
        assertThat(paused.get(1).data().at("/orders/paused/reason").asText()).isEqualTo("deploy");
        assertThat(feed.advance().delta()).isSameAs(feed.advance().delta());
    }

    @Test
    void a_refused_configuration_is_told_to_open_pages() throws Exception {
        poll(20);
        feed.advance();
        journal.reread(
                "s.yaml",
                Optional.of(Refusal.of(
                        "s.yaml", scene.now().wall(), "s.yaml changed", List.of("s.yaml:1:1: no"), Refusal.MEND)));
        List<Sent> events = events(feed.advance().delta());
        assertThat(events).extracting(Sent::name).containsExactly("snapshot", "mode");
        assertThat(events.get(1).data().at("/files_refused/0/error").asText()).isEqualTo("s.yaml:1:1: no");
    }

    @Test
    void who_was_too_slow_gets_a_whole_snapshot_and_every_decision_that_it_missed() throws Exception {
        poll(20);
        Frame first = feed.advance();
        for (int i = 0; i < 5; i++) {
            poll(30 + i);
            journal.accept(scene.reweigh("www", Map.of("a", 60, "b", 40), Map.of("a", 50 - i, "b", 50 + i)));
            feed.advance();
        }
        List<Sent> events = events(feed.catchUp(feed.advance(), first.revision()));
        assertThat(events.get(0).data().path("base").isNull()).isTrue();
        assertThat(events.subList(1, events.size()))
                .extracting(Sent::name)
                .containsOnly("decision")
                .hasSize(5);
        assertThat(events.subList(1, 6).stream()
                        .map(event -> event.data().path("sequence").asLong())
                        .toList())
                .isSorted();
    }

    @Test
    void who_comes_back_with_the_last_id_gets_what_happened_since() throws Exception {
        poll(20);
        feed.advance();
        poll(21);
        feed.advance();
        journal.accept(scene.reweigh("www", Map.of("a", 60, "b", 40), Map.of("a", 50, "b", 50)));
        poll(22);
        feed.advance();
        List<Sent> events = events(feed.catchUp(feed.advance(), feed.revisionOf(2)));
        assertThat(events).extracting(Sent::name).containsExactly("snapshot", "decision");
        assertThat(events.get(0).id()).isEqualTo(3);
        assertThat(feed.revisionOf(99)).as("of another run").isEqualTo(-1);
    }

    @Test
    void the_half_hour_of_before_is_kept_in_steps_of_ten_seconds() {
        for (int second = 0; second < 35; second++) {
            poll(second);
        }
        Past.HistoryJson past = journal.past().json(pattern -> true);
        assertThat(past.points()).isEqualTo(4);
        Past.RouteHistory a = past.endpoints().get(0).routes().get(0);
        assertThat(a.requestsPerSecond()).containsExactly(4.5, 14.5, 24.5, 32.0);
        assertThat(a.weight()).containsOnly(60.0);
        scene.pass(Duration.ofSeconds(20));
        poll(7);
        Past.HistoryJson later = journal.past().json("www"::equals);
        assertThat(later.endpoints().get(0).routes().get(0).requestsPerSecond())
                .containsExactly(4.5, 14.5, 24.5, 32.0, null, 7.0);
        for (int step = 0; step < 400; step++) {
            scene.pass(Past.STEP);
            poll(1);
        }
        assertThat(journal.past().json(pattern -> true).points()).isEqualTo(Past.KEPT);
        assertThat(journal.past().json("other"::equals).endpoints()).isEmpty();
    }
}
