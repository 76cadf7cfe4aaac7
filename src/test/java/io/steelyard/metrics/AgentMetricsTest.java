package io.steelyard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import io.steelyard.model.Outcome;
import io.steelyard.model.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class AgentMetricsTest {

    private static final Map<String, Integer> BEFORE = Map.of("a", 60, "b", 40, "c", 0);
    private static final Map<String, Integer> AFTER = Map.of("a", 50, "b", 50, "c", 0);

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = scene.metrics(scene.settings());

    private double value(String series) {
        return Scraped.of(metrics).value(series);
    }

    @Test
    void every_closed_label_set_is_there_at_0_before_anything_happened() {
        Scraped scraped = Scraped.of(metrics);

        assertThat(scraped.of("steelyard_poll_failures_total").keySet())
                .hasSize(Observation.Cause.values().length)
                .contains("steelyard_poll_failures_total{reason=\"http_5xx\"}");
        assertThat(scraped.of("steelyard_shape_calls_skipped_total").keySet())
                .contains(
                        skipped("dry_run"),
                        skipped("paused"),
                        skipped("not_leader"),
                        skipped("no_change"),
                        skipped("cooldown"),
                        skipped("stale_snapshot"),
                        skipped("max_step"),
                        skipped("conflict"),
                        skipped("panic"));
        assertThat(scraped.of("steelyard_policy_decisions_total").keySet())
                .hasSizeGreaterThanOrEqualTo(Reason.Code.values().length);
        assertThat(scraped.of("steelyard_shape_call_failures_total")).hasSize(4);
        assertThat(scraped.of("steelyard_log_events_total")).hasSize(5);
        assertThat(scraped.all().entrySet())
                .filteredOn(series -> series.getKey().contains("_total"))
                .isNotEmpty()
                .allMatch(series -> series.getValue() == 0);
        assertThat(scraped.value("steelyard_up")).isZero();
        assertThat(scraped.text())
                .doesNotContain("steelyard_endpoints")
                .doesNotContain("steelyard_last_successful_poll_timestamp_seconds");
    }

    private static String skipped(String reason) {
        return "steelyard_shape_calls_skipped_total{policy=\"web\",reason=\"" + reason + "\"}";
    }

    @Test
    void what_the_agent_is_stands_in_gauges() {
        assertThat(value("steelyard_poll_interval_seconds")).isEqualTo(1);
        assertThat(value("steelyard_dry_run")).isZero();
        assertThat(value("steelyard_leader")).isEqualTo(1);
        assertThat(value("steelyard_paused")).isZero();
        assertThat(value("steelyard_config_last_reload_successful")).isEqualTo(1);
        assertThat(value("steelyard_policy_info{kind=\"equal-load\",mode=\"act\",policy=\"web\"}"))
                .isEqualTo(1);
        assertThat(Scraped.of(metrics).of("steelyard_build_info").keySet())
                .singleElement()
                .asString()
                .contains("version=\"1.2.3\"")
                .contains("revision=\"abcdef0\"");
        assertThat(Scraped.of(scene.metrics(scene.settings("propose", 100))).value("steelyard_dry_run"))
                .isEqualTo(1);
    }

    @Test
    void a_policy_that_was_taken_away_is_not_brought_back_by_the_end_of_its_last_write_however_many_followed() {
        AgentSettings settings = scene.settings();
        Decision.Reweigh last = scene.reweigh("www", BEFORE, AFTER);
        metrics.accept(last);
        for (int number = 1; number <= 150; number++) {
            metrics.configured(owned(settings, "p" + number));
        }
        metrics.accept(scene.applied(last));

        assertThat(Scraped.of(metrics).text())
                .doesNotContain("policy=\"web\"")
                .doesNotContain("policy=\"p149\"")
                .contains("policy=\"p150\"");
    }

    private static AgentSettings owned(AgentSettings like, String policy) {
        return new AgentSettings(
                like.version(),
                like.revision(),
                like.mode(),
                like.pollInterval(),
                like.series(),
                List.of(new AgentSettings.PolicyName(policy, "equal-load", Duration.ofSeconds(3))),
                pattern -> Optional.of(policy),
                like.operations(),
                like.time());
    }

    @Test
    void polls_are_counted_with_their_reason() {
        metrics.accept(scene.seen(Scene.www()));
        metrics.accept(scene.missed(Observation.Cause.TIMEOUT));

        assertThat(value("steelyard_polls_total")).isEqualTo(2);
        assertThat(value("steelyard_poll_failures_total{reason=\"timeout\"}")).isEqualTo(1);
        assertThat(value("steelyard_poll_duration_seconds_count")).isEqualTo(2);
        assertThat(value("steelyard_last_successful_poll_timestamp_seconds"))
                .isEqualTo((double) Scene.START.getEpochSecond());
    }

    @Test
    void a_missed_poll_is_down_at_once_but_the_last_levels_stay_for_3_intervals() {
        metrics.accept(scene.seen(Scene.www()));
        scene.pass(Duration.ofSeconds(1));
        metrics.accept(scene.missed(Observation.Cause.CONNECT));

        assertThat(value("steelyard_up")).isZero();
        assertThat(value("steelyard_endpoints")).isEqualTo(1);

        scene.pass(Duration.ofSeconds(2));
        assertThat(value("steelyard_endpoints")).isEqualTo(1);

        scene.pass(Duration.ofMillis(1));
        Scraped stale = Scraped.of(metrics);
        assertThat(stale.value("steelyard_up")).isZero();
        assertThat(stale.text())
                .doesNotContain("steelyard_endpoint")
                .doesNotContain("steelyard_route_")
                .doesNotContain("steelyard_snapshot_");
        assertThat(stale.value("steelyard_polls_total")).isEqualTo(2);
    }

    @Test
    void a_poller_that_is_silent_is_down_too_and_a_good_poll_heals_all() {
        metrics.accept(scene.seen(Scene.www()));
        scene.pass(Duration.ofSeconds(4));
        assertThat(value("steelyard_up")).isZero();

        metrics.accept(scene.seen(Scene.www()));

        assertThat(value("steelyard_up")).isEqualTo(1);
        assertThat(value("steelyard_snapshot_generation")).isEqualTo(2);
    }

    @Test
    void a_change_of_weights_is_counted_moved_and_timed() {
        metrics.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision = scene.reweigh("www", BEFORE, AFTER);
        metrics.accept(decision);
        assertThat(value("steelyard_policy_phase{phase=\"shifting\",policy=\"web\"}"))
                .isEqualTo(1);
        metrics.accept(scene.applied(decision));

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.value(
                        "steelyard_policy_decisions_total{action=\"shift\",policy=\"web\",reason=\"rebalance\"}"))
                .isEqualTo(1);
        assertThat(scraped.value("steelyard_shape_calls_total{policy=\"web\"}")).isEqualTo(1);
        assertThat(scraped.value("steelyard_shape_weight_moved_total{endpoint=\"www\"}"))
                .isEqualTo(20);
        assertThat(scraped.value("steelyard_shape_call_duration_seconds_count")).isEqualTo(1);
        assertThat(scraped.value("steelyard_shape_last_success_timestamp_seconds{endpoint=\"www\"}"))
                .isEqualTo((double) Scene.START.getEpochSecond());
        assertThat(scraped.value("steelyard_policy_phase{phase=\"cooldown\",policy=\"web\"}"))
                .isEqualTo(1);
        assertThat(scraped.of("steelyard_policy_phase").values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isEqualTo(1);
        assertThat(scraped.value("steelyard_policy_signal{policy=\"web\",signal=\"imbalance\"}"))
                .isEqualTo(1.5);
        assertThat(scraped.value("steelyard_policy_threshold{policy=\"web\",signal=\"imbalance\"}"))
                .isEqualTo(1.05);
    }

    @Test
    void a_failed_change_is_a_call_and_a_failure_and_moves_nothing() {
        metrics.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision = scene.reweigh("www", BEFORE, AFTER);
        metrics.accept(decision);
        metrics.accept(
                new Outcome.Failed(decision, scene.now(), scene.now(), Outcome.Failure.TIMEOUT, Map.of(), "no answer"));

        assertThat(value("steelyard_shape_calls_total{policy=\"web\"}")).isEqualTo(1);
        assertThat(value("steelyard_shape_call_failures_total{policy=\"web\",reason=\"timeout\"}"))
                .isEqualTo(1);
        assertThat(value("steelyard_shape_weight_moved_total{endpoint=\"www\"}"))
                .isZero();
    }

    @Test
    void a_rehearsal_is_a_skipped_call() {
        Decision.Reweigh decision = scene.reweigh("www", BEFORE, AFTER);
        metrics.accept(decision);
        metrics.accept(new Outcome.Rehearsed(decision, scene.now(), scene.now()));

        assertThat(value("steelyard_shape_calls_total{policy=\"web\"}")).isZero();
        assertThat(value(skipped("dry_run"))).isEqualTo(1);
    }

    @Test
    void one_edit_by_an_operator_is_one_conflict_however_often_it_is_met() {
        metrics.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision = scene.reweigh("www", BEFORE, AFTER);
        metrics.accept(decision);
        metrics.accept(
                new Outcome.Refused(decision, scene.now(), scene.now(), Outcome.Refusal.CONFLICT, "a is 61, not 60"));
        metrics.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 61, not 60"));
        metrics.accept(scene.hold("www", Reason.Code.OPERATOR_EDIT, "a is 61, not 60"));

        assertThat(value("steelyard_shape_conflicts_total{endpoint=\"www\"}")).isEqualTo(1);
        assertThat(value(skipped("conflict"))).isEqualTo(3);
        assertThat(value("steelyard_policy_phase{phase=\"blocked\",policy=\"web\"}"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Reason.Code.class)
    void every_hold_lands_in_a_series_that_was_there_before(Reason.Code code) {
        int before = Scraped.of(metrics).all().size();
        metrics.accept(scene.hold("www", code, "because"));

        Scraped scraped = Scraped.of(metrics);
        assertThat(scraped.all()).hasSize(code == Reason.Code.REBALANCE ? before + 1 : before);
        assertThat(scraped.of("steelyard_policy_decisions_total").values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum())
                .isEqualTo(1);
        assertThat(scraped.value("steelyard_policy_evaluation_failures_total{policy=\"web\"}"))
                .isEqualTo(code == Reason.Code.POLICY_FAILED ? 1 : 0);
    }

    @Test
    void evaluations_calls_reloads_and_log_lines_are_counted() {
        metrics.evaluated("web", Duration.ofMillis(2));
        metrics.apiStarted();
        assertThat(value("steelyard_api_requests_in_flight")).isEqualTo(1);
        metrics.apiEnded("query", "503", Duration.ofMillis(20));
        metrics.apiRetried("query");
        metrics.reloaded(false, false);
        metrics.countLogLines();
        LoggerFactory.getLogger("steelyard.test").warn("a line for the counter");
        metrics.close();
        LoggerFactory.getLogger("steelyard.test").warn("another line, not counted");

        assertThat(value("steelyard_policy_evaluations_total{policy=\"web\"}")).isEqualTo(1);
        assertThat(value("steelyard_policy_evaluation_duration_seconds_count{policy=\"web\"}"))
                .isEqualTo(1);
        assertThat(value("steelyard_api_requests_in_flight")).isZero();
        assertThat(value("steelyard_api_requests_total{code=\"503\",operation=\"query\"}"))
                .isEqualTo(1);
        assertThat(value("steelyard_api_retries_total{operation=\"query\"}")).isEqualTo(1);
        assertThat(value("steelyard_config_reload_failures_total")).isEqualTo(1);
        assertThat(value("steelyard_config_last_reload_successful")).isZero();
        assertThat(value("steelyard_log_events_total{level=\"warn\"}")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void the_counters_of_an_endpoint_go_on_where_they_were_when_it_comes_back() {
        metrics.accept(scene.seen(Scene.www()));
        Decision.Reweigh decision = scene.reweigh("www", BEFORE, AFTER);
        metrics.accept(decision);
        metrics.accept(scene.applied(decision));
        metrics.accept(scene.seen());
        assertThat(Scraped.of(metrics).text()).doesNotContain("endpoint=\"www\"");

        metrics.accept(scene.seen(Scene.www()));

        assertThat(value("steelyard_shape_weight_moved_total{endpoint=\"www\"}"))
                .isEqualTo(20);
    }

    @Test
    void a_hundred_thousand_endpoint_names_over_time_leave_a_bounded_memory() {
        Ledger ledger = new Ledger(
                pattern -> java.util.Optional.of("web"), scene.settings().series());
        for (int each = 0; each < 100_000; each++) {
            String pattern = "e" + each;
            ledger.seen(scene.seen(Scene.endpoint(pattern, Scene.route("a", 1), Scene.route("b", 1))));
            Decision.Reweigh decision = scene.reweigh(pattern, Map.of("a", 1, "b", 1), Map.of("a", 2, "b", 1));
            ledger.decided(decision);
            ledger.ended(scene.applied(decision));
        }
        assertThat(ledger.size()).isLessThanOrEqualTo(Ledger.GONE_MOST + 1);

        scene.pass(Ledger.GONE_KEPT.plusSeconds(1));
        ledger.seen(scene.seen());
        ledger.seen(scene.seen());
        assertThat(ledger.size()).isLessThanOrEqualTo(1);
    }

    @Test
    void the_circuit_is_open_while_the_balancer_wants_to_be_left_alone() {
        assertThat(value("steelyard_api_circuit_open")).isZero();

        metrics.accept(scene.missed(Observation.Cause.THROTTLED));
        assertThat(value("steelyard_api_circuit_open")).isEqualTo(1);

        metrics.accept(scene.seen(Scene.www()));
        assertThat(value("steelyard_api_circuit_open")).isZero();
    }

    @Test
    void a_policy_is_enabled_unless_it_is_paused_or_only_observes() {
        String enabled = "steelyard_policy_enabled{policy=\"web\"}";
        assertThat(value(enabled)).isEqualTo(1);

        metrics.enabled("web", false);
        assertThat(value(enabled)).isZero();
        assertThat(Scraped.of(scene.metrics(scene.settings("observe", 1000))).value(enabled))
                .isZero();
    }

    @Test
    void readers_of_the_event_stream_are_counted() {
        assertThat(value("steelyard_status_subscribers")).isZero();
        assertThat(value("steelyard_status_events_dropped_total")).isZero();

        metrics.streams(3);
        metrics.streamDropped(2);

        assertThat(value("steelyard_status_subscribers")).isEqualTo(3);
        assertThat(value("steelyard_status_events_dropped_total")).isEqualTo(2);
    }

    @Test
    void a_name_filter_matches_whole_names_with_or_without_suffix() {
        metrics.accept(scene.seen(Scene.www()));

        assertThat(Scraped.of(metrics, Set.of("steelyard_route_load")).all().keySet())
                .hasSize(2)
                .allMatch(series -> series.startsWith("steelyard_route_load{"));
        assertThat(Scraped.of(metrics, Set.of("steelyard_polls_total", "steelyard_up"))
                        .all())
                .containsOnlyKeys("steelyard_polls_total", "steelyard_up");
        assertThat(Scraped.of(metrics, Set.of("nothing")).all()).isEmpty();
    }
}
