package io.steelyard.fault;

import java.util.List;
import java.util.stream.Stream;

/**
 * What can go wrong and which tests say what happens then, for each kind of balancer. Rules that see no balancer, such
 * as those of the Guard, have the same tests in both columns.
 */
final class FaultMatrix {

    /** One field of the table. */
    sealed interface Cell {

        /** Tests as {@code package.Class#method}, below io.steelyard; a class alone stands for all of its tests. */
        record Tested(List<String> tests) implements Cell {}

        /** It cannot happen. */
        record Cannot(String why) implements Cell {}

        /** It can happen and is not tested, or not dealt with. */
        record Open(String what) implements Cell {}
    }

    /**
     * @param number as in the list of faults that this began with
     * @param expected what is to happen
     */
    record Row(int number, String fault, String expected, Cell backplane, Cell haproxy) {}

    private static final Cell NO_HTTP = cannot("the stats socket speaks no HTTP");
    private static final Cell NO_TLS = cannot("the stats socket has no TLS");
    private static final Cell NO_LEADER =
            cannot("there is no leader: one replica acts, and it holds no lease that could be lost");

    private FaultMatrix() {}

    static List<Row> rows() {
        return Stream.of(transport(), data(), control()).flatMap(List::stream).toList();
    }

    private static List<Row> transport() {
        return List.of(
                new Row(
                        1,
                        "5xx",
                        "counted; polled at the same pace, no retries; nothing written",
                        tested("fault.HttpFaultsIT#a_status_is_answered"),
                        NO_HTTP),
                new Row(
                        2,
                        "429 with Retry-After: seconds, a date, huge, negative, garbage",
                        "left alone as long as asked, 5 minutes at most",
                        tested(
                                "fault.HttpFaultsIT#it_is_asked_to_slow_down",
                                "adapter.backplane.BackplaneBalancerTest#after_retry_after_no_reading_is_tried_before_its_time",
                                "backplane.BackplaneClientTest#a_retry_after_beyond_the_deadline_ends_the_call_at_once"),
                        NO_HTTP),
                new Row(
                        3,
                        "401, 403; rights taken away",
                        "counted as auth; the token's file is read again; no token in the log",
                        tested(
                                "fault.HttpFaultsIT#a_status_is_answered",
                                "backplane.BackplaneClientTest#a_token_file_is_read_again_for_each_attempt",
                                "agent.TokenTest#a_changed_file_is_used_soon_after_it_was_asked_for",
                                "e2e.BadInputIT#a_balancer_that_answers_badly_costs_polls_and_nothing_else"),
                        tested(
                                "fault.HaproxyFaultsIT#a_permission_is_taken_away",
                                "adapter.haproxy.HaproxyBalancerTest#level_operator_can_read_and_is_told_what_writing_needs")),
                new Row(
                        4,
                        "404, 410; the endpoint is gone",
                        "counted, nothing written; its series end",
                        tested(
                                "fault.HttpFaultsIT#a_status_is_answered",
                                "metrics.LevelsTest#a_route_that_is_gone_is_gone_at_the_next_scrape"),
                        tested(
                                "adapter.haproxy.HaproxyBalancerTest#a_configured_proxy_that_does_not_exist_fails_the_poll_by_name")),
                new Row(
                        5,
                        "redirect to another host",
                        "not followed; the token goes nowhere",
                        tested(
                                "fault.HttpFaultsIT#a_status_is_answered",
                                "backplane.BackplaneClientTest#a_redirect_is_not_followed_and_the_token_goes_nowhere_else"),
                        NO_HTTP),
                new Row(
                        6,
                        "no connection: refused, silence, unknown host",
                        "counted within the poll's time; the next poll tries again",
                        backplane("nobody_listens", "the_balancer_says_nothing"),
                        tested(
                                "fault.HaproxyFaultsIT#nobody_listens",
                                "fault.HaproxyFaultsIT#the_balancer_says_nothing",
                                "adapter.haproxy.BadPeerTest#a_host_that_does_not_exist_is_a_failed_connection")),
                both(
                        7,
                        "an answer that trickles or comes late",
                        "given up at the deadline of the whole poll",
                        "the_answer_trickles"),
                new Row(
                        8,
                        "reset or end within an answer, half-close, wrong length; cut at every byte",
                        "the whole answer is refused",
                        tested(
                                "fault.BackplaneFaultsIT#the_answer_breaks_off",
                                "fault.BackplaneFaultsIT#the_connection_is_reset",
                                "fault.BackplaneFaultsIT#the_connection_is_reset_within_the_answer",
                                "fault.BackplaneFaultsIT#one_side_of_the_connection_is_closed",
                                "fault.HttpFaultsIT#the_length_is_wrong",
                                "backplane.QueryReaderTest#an_answer_cut_off_at_any_byte_is_rejected"),
                        tested(
                                "fault.HaproxyFaultsIT#the_answer_breaks_off",
                                "fault.HaproxyFaultsIT#the_connection_is_reset",
                                "fault.HaproxyFaultsIT#the_connection_is_reset_within_the_answer",
                                "fault.HaproxyFaultsIT#one_side_of_the_connection_is_closed",
                                "adapter.haproxy.RepliesTest#every_answer_that_was_cut_off_is_refused")),
                new Row(
                        9,
                        "TLS: expired, not valid yet, self-signed, of an unknown authority, made out to another name, no TLS at all",
                        "counted as tls, with what is wrong and the remedy; nothing sent; no way to trust all",
                        tested(
                                "backplane.TlsTest",
                                "backplane.BackplaneClientTest#tls_to_a_server_that_speaks_none_is_a_failure_of_trust"),
                        NO_TLS),
                new Row(
                        10,
                        "gzip bomb",
                        "stopped while it inflates",
                        tested(
                                "backplane.BackplaneClientTest#a_gzip_bomb_of_one_gibibyte_is_stopped_while_it_inflates"),
                        cannot("nothing is compressed on the stats socket")),
                new Row(
                        11,
                        "an honest answer beyond the limit",
                        "refused, with the limit in the message",
                        tested("backplane.BackplaneClientTest#an_answer_may_be_as_large_as_the_limit_and_no_larger"),
                        tested("adapter.haproxy.BadPeerTest#an_answer_beyond_64_MiB_is_refused_while_it_comes_in")),
                new Row(
                        12,
                        "bytes behind an answer, answers that do not fit their requests",
                        "ignored; the connection is not used again",
                        tested(
                                "fault.HttpFaultsIT#something_follows_the_answer",
                                "fault.BackplaneFaultsIT#garbage_is_answered"),
                        tested(
                                "adapter.haproxy.RepliesTest#what_follows_the_last_answer_is_refused",
                                "fault.HaproxyFaultsIT#garbage_is_answered")),
                both(
                        13,
                        "a web page with status 200",
                        "counted as decode; the message says what it is",
                        "a_web_page_is_answered"),
                new Row(
                        14,
                        "an old answer again",
                        "weights that are not ours are an operator's edit: suspended",
                        tested("model.HistoryTest#weights_that_are_not_ours_are_an_edit"),
                        tested(
                                "model.HistoryTest#weights_that_are_not_ours_are_an_edit",
                                "adapter.haproxy.IncarnationsTest#a_fallen_uptime_is_another_process_even_with_the_same_pid")));
    }

    private static List<Row> data() {
        return List.of(
                new Row(
                        15,
                        "not JSON, another shape, odd numbers",
                        "a structure that is wrong refuses the answer; an odd value is unknown",
                        tested(
                                "fault.HttpFaultsIT#json_of_another_shape_is_answered",
                                "backplane.QueryReaderTest#an_odd_number_is_unknown_and_leaves_the_rest_alone",
                                "backplane.QueryReaderTest#a_structural_fault_rejects_the_whole_answer_in_one_line"),
                        tested(
                                "fault.HaproxyFaultsIT#the_table_is_of_another_shape",
                                "fault.HaproxyFaultsIT#a_number_is_none",
                                "adapter.haproxy.RepliesTest#a_count_that_is_no_count_is_refused_with_its_place")),
                new Row(
                        16,
                        "weights below 0 or beyond the range",
                        "an observed one is unknown and stops decisions; a wanted one is refused",
                        tested(
                                "fault.HttpFaultsIT#a_weight_is_odd",
                                "contract.BackplaneContractTest#one_more_than_the_largest_weight_is_refused_and_nothing_is_changed"),
                        tested(
                                "contract.HaproxyContractTest#one_more_than_the_largest_weight_is_refused_and_nothing_is_changed")),
                new Row(
                        17,
                        "null, missing and 0",
                        "three things",
                        tested(
                                "backplane.QueryReaderTest#a_load_that_is_not_there_is_unknown_and_counted",
                                "contract.BackplaneContractTest#a_weight_of_zero_is_known_and_zero"),
                        tested("contract.HaproxyContractTest#a_weight_of_zero_is_known_and_zero")),
                new Row(
                        18,
                        "the same id twice",
                        "no decision for the endpoints that hold it",
                        tested(
                                "fault.HttpFaultsIT#a_route_is_there_twice",
                                "guard.GuardTest#a_reading_that_contradicts_itself_is_not_acted_on"),
                        tested("fault.HaproxyFaultsIT#a_server_is_there_twice")),
                new Row(
                        19,
                        "unknown members and states",
                        "taken; an unknown state is neither dead nor a reason to wait",
                        tested("fault.HttpFaultsIT#there_are_members_and_states_that_nobody_knows"),
                        tested(
                                "adapter.haproxy.RepliesTest#columns_are_found_by_name_in_any_order_and_new_ones_are_ignored")),
                new Row(
                        20,
                        "deep nesting, long texts and numbers",
                        "bounded and refused",
                        tested(
                                "fault.HttpFaultsIT#json_is_nested_too_deep",
                                "backplane.QueryReaderTest#depth_and_texts_are_bounded"),
                        cannot("a table of text has no depth; its size is bounded, see row 11")),
                new Row(
                        21,
                        "routes or backends vanish all at once",
                        "held until three more readings agree",
                        tested(
                                "fault.HttpFaultsIT#all_routes_are_gone",
                                "guard.GuardTest#a_sudden_loss_of_routes_is_believed_after_three_more_readings",
                                "guard.GuardTest#a_sudden_loss_of_backends_is_believed_after_three_more_readings"),
                        tested(
                                "guard.GuardTest#a_sudden_loss_of_routes_is_believed_after_three_more_readings",
                                "guard.GuardTest#a_sudden_loss_of_backends_is_believed_after_three_more_readings")),
                same(
                        22,
                        "a route looks idle because it fails fast",
                        "it gets nothing more (limiter outlier)",
                        "policy.OutlierTest#a_route_that_fails_fast_looks_idle_and_gets_nothing_more"),
                same(
                        23,
                        "names with quotes, line ends, HTML, escapes, 10 kB",
                        "escaped in metrics, log, page; bounded in length and number",
                        "metrics.ExpositionTest#promtool_has_nothing_to_say_about_any_of_it",
                        "metrics.LevelsTest#a_million_routes_cost_no_more_series_than_the_limit_and_one_warning",
                        "cli.LogLinesTest#a_message_is_one_line_that_leaves_the_terminal_alone"),
                same(
                        24,
                        "all backends dead",
                        "the weights stay",
                        "guard.GuardTest#with_more_than_half_of_the_backends_gone_the_weights_stay",
                        "policy.EvacuateTest#when_too_few_backends_would_be_left_everything_stays"),
                new Row(
                        25,
                        "old data",
                        "no decision after 2 intervals; no levels after 3",
                        tested(
                                "guard.GuardTest#an_old_reading_is_not_acted_on",
                                "e2e.BadInputIT#while_polls_fail_the_last_snapshot_goes_stale_and_no_shape_is_sent"),
                        tested(
                                "guard.GuardTest#an_old_reading_is_not_acted_on",
                                "metrics.AgentMetricsTest#a_missed_poll_is_down_at_once_but_the_last_levels_stay_for_3_intervals")));
    }

    private static List<Row> control() {
        return List.of(
                new Row(26, "two agents act", "one of them only", NO_LEADER, NO_LEADER),
                new Row(27, "a leader pauses between comparing and writing", "its write is void", NO_LEADER, NO_LEADER),
                new Row(
                        28,
                        "an operator edits: before, between reading and writing, back again",
                        "the operator wins; back to the old value before the next reading cannot be seen",
                        tested(
                                "contract.BackplaneContractTest#an_edit_between_reading_and_writing_wins",
                                "contract.BackplaneContractTest#an_edit_of_one_unit_is_enough_to_win",
                                "contract.BackplaneContractTest#an_edit_that_falls_into_a_write_wins_and_is_told",
                                "safety.StatefulTest#no_invariant_breaks_in_thirty_thousand_steps"),
                        tested(
                                "contract.HaproxyContractTest#an_edit_between_reading_and_writing_wins",
                                "contract.HaproxyContractTest#an_edit_of_one_unit_is_enough_to_win",
                                "contract.HaproxyContractTest#an_edit_that_falls_into_a_write_wins_and_is_told",
                                "contract.HaproxyContractTest#of_two_edits_that_fall_into_a_write_the_later_one_wins",
                                "adapter.haproxy.EditsByServerTest#an_edit_inside_a_route_between_the_decision_and_its_write_wins_in_a_route_that_is_written_or_not",
                                "adapter.haproxy.EditsByServerTest#weights_that_are_shifted_between_servers_of_one_route_are_an_edit_and_told_by_server",
                                "fault.CampaignIT#no_request_fails_and_no_edit_is_lost")),
                new Row(
                        29,
                        "half a write",
                        "told with what is in force",
                        cannot("a write is one request, all of it or nothing"),
                        tested(
                                "contract.HaproxyContractTest#a_write_that_is_done_by_half_is_told_with_what_is_in_force")),
                new Row(
                        30,
                        "the answer to a write is lost",
                        "read back; never sent twice unseen",
                        tested(
                                "fault.BackplaneFaultsIT#writes_get_no_answer",
                                "contract.BackplaneContractTest#a_write_whose_answer_is_lost_is_found_by_reading_back"),
                        tested(
                                "fault.HaproxyFaultsIT#writes_get_no_answer",
                                "contract.HaproxyContractTest#a_write_whose_answer_is_lost_is_found_by_reading_back")),
                same(
                        31,
                        "accepted, but the traffic does not follow",
                        "held, with the numbers",
                        "guard.GuardTest#when_the_traffic_does_not_follow_the_weights_they_are_frozen",
                        "agent.ControlLoopTest#traffic_that_does_not_follow_is_told"),
                new Row(
                        32,
                        "the balancer restarts",
                        "its weights are the new baseline; changed by steps",
                        tested(
                                "contract.BackplaneContractTest#it_is_as_lasting_as_it_says",
                                "fault.BackplaneFaultsIT#a_restart_of_the_balancer_is_lived_through"),
                        tested(
                                "contract.HaproxyContractTest#it_is_as_lasting_as_it_says",
                                "e2e.HaproxyIT#a_reload_is_the_new_baseline_and_is_changed_by_steps")),
                same(
                        33,
                        "clocks jump",
                        "decisions know only the clock that does not",
                        "safety.StatefulTest#no_invariant_breaks_in_thirty_thousand_steps"),
                same(
                        34,
                        "fifty daemons start at once",
                        "they begin at once and are not spread, but each sends one request an interval at most, at its start as ever, and"
                                + " repeats none",
                        "source.PollerTest#polls_at_once_and_then_at_each_tick",
                        "source.PollerTest#ticks_during_a_slow_poll_are_dropped_and_counted",
                        "source.PollerTest#a_failed_poll_is_a_value_and_the_next_one_goes_on"),
                same(
                        35,
                        "a bad configuration is loaded",
                        "the old one stays, whole",
                        "agent.ReloaderTest#a_broken_file_changes_nothing_and_every_mistake_is_named",
                        "agent.ReloadStormTest#a_thousand_reloads_leave_one_whole_configuration_and_nothing_behind",
                        "agent.FileWatchTest#a_Kubernetes_volume_whose_link_is_swapped_is_noticed",
                        "config.MangledFilesTest#a_mangled_file_is_answered"),
                both(
                        36,
                        "no room for the audit log (/dev/full)",
                        "nothing is written to the balancer; metrics go on",
                        "without_room_for_the_audit_log_nothing_is_written"),
                same(
                        37,
                        "SIGTERM during a write",
                        "the write ends; exit 0",
                        "agent.ControlLoopTest#a_stop_finishes_the_write_that_is_under_way_and_polls_no_more",
                        "cli.LifetimeTest#a_signal_stops_the_work_and_is_a_success"),
                new Row(
                        38,
                        "kill -9 and SIGSTOP at any moment",
                        "old weights or new ones; a restart goes on, and leaves to an operator what they have set, also while nothing ran",
                        tested(
                                "fault.BackplaneFaultsIT#a_daemon_that_was_stopped_in_its_tracks_goes_on_with_what_it_finds",
                                "fault.BackplaneCrashIT#a_kill_leaves_what_is_old_or_new_and_no_edit_is_lost",
                                "safety.StatefulTest#no_invariant_breaks_in_thirty_thousand_steps"),
                        tested(
                                "fault.HaproxyFaultsIT#a_daemon_that_was_stopped_in_its_tracks_goes_on_with_what_it_finds",
                                "fault.HaproxyCrashIT#a_kill_leaves_what_is_old_or_new_and_no_edit_is_lost",
                                "e2e.HaproxyIT#an_endpoint_that_an_operator_took_over_stays_so_when_the_daemon_is_killed_and_started_again",
                                "e2e.EditedWhileDownIT#weights_set_while_the_daemon_was_down_stand_and_are_told_as_an_edit_until_somebody_rearms",
                                "fault.CampaignIT#no_request_fails_and_no_edit_is_lost")),
                both(
                        39,
                        "a balancer or an answer larger than the memory",
                        "refused while it is read, by name; polls are missed, the weights stay",
                        "an_answer_that_is_larger_than_the_heap_costs_polls_and_nothing_else"),
                same(
                        40,
                        "a thousand readers that do not read",
                        "others are answered",
                        "web.AgentServerTest#readers_that_do_not_read_hold_up_nobody",
                        "web.AgentServerTest#connections_above_the_limit_are_closed_and_free_places_are_used_again",
                        "web.AgentServerTest#a_connection_that_falls_silent_is_closed"),
                same(
                        41,
                        "a policy throws, or names what is not there",
                        "nothing changes, others go on; an endless loop is not stopped",
                        "guard.GuardTest#a_policy_that_throws_changes_nothing",
                        "guard.GuardTest#a_policy_that_names_an_unknown_route_changes_nothing",
                        "guard.GuardTest#a_policy_that_sends_traffic_to_a_route_without_backends_changes_nothing"),
                new Row(42, "the store of the leadership is down", "the leader steps down", NO_LEADER, NO_LEADER),
                same(
                        43,
                        "a source that throws, hangs or gives nothing; a listener that throws",
                        "the stream goes on",
                        "source.PollerTest#a_source_that_throws_instead_of_failing_costs_one_poll",
                        "source.PollerTest#a_poll_that_hangs_is_given_up_and_cancelled",
                        "source.PollerTest#a_source_that_gives_nothing_is_a_missed_poll",
                        "agent.ControlLoopTest#a_listener_that_throws_costs_only_itself"),
                new Row(
                        44,
                        "hours of random faults",
                        "heap, threads and files stay level",
                        tested(
                                "fault.BackplaneSoakIT#heap_threads_and_file_descriptors_do_not_grow_under_random_faults"),
                        tested(
                                "fault.HaproxySoakIT#heap_threads_and_file_descriptors_do_not_grow_under_random_faults")));
    }

    private static Cell tested(String... tests) {
        return new Cell.Tested(List.of(tests));
    }

    private static Cell cannot(String why) {
        return new Cell.Cannot(why);
    }

    private static Cell backplane(String... methods) {
        return new Cell.Tested(Stream.of(methods)
                .map(each -> "fault.BackplaneFaultsIT#" + each)
                .toList());
    }

    /** A fault on the wire of either. */
    private static Row both(int number, String fault, String expected, String... methods) {
        return new Row(
                number,
                fault,
                expected,
                backplane(methods),
                new Cell.Tested(Stream.of(methods)
                        .map(each -> "fault.HaproxyFaultsIT#" + each)
                        .toList()));
    }

    /** Nothing of it knows the balancer. */
    private static Row same(int number, String fault, String expected, String... tests) {
        return new Row(number, fault, expected, tested(tests), tested(tests));
    }
}
