package io.steelyard.docs;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody could try, what stops it, and the tests that would notice if it did not. */
public final class Threats {

    /**
     * One row.
     *
     * @param tests as {@code Class#method}, or a program of the repository
     */
    record Threat(String name, String control, List<String> tests) {}

    static final List<Threat> ALL = List.of(
            threat(
                    "A secret is read from an output",
                    "secrets come from files or variables, their type has no text, errors are scrubbed of them",
                    "CanaryIT#no_secret_is_in_any_output_of_a_daemon_that_met_every_fault",
                    "SecretTest#only_reveal_shows_the_value",
                    "ConfigLoaderTest#no_text_of_a_configuration_shows_a_secret",
                    "BackplaneClientTest#an_error_page_that_is_one_long_token_is_told_of_like_any_other",
                    "BackplaneServerTest#the_token_is_scrubbed_from_errors"),
            threat(
                    "The token goes to another host",
                    "https or loopback only, to the configured address only, no redirect is followed",
                    "BackplaneClientTest#a_redirect_is_not_followed_and_the_token_goes_nowhere_else",
                    "RequestForgeryTest#the_balancers_address_is_https_or_this_machine",
                    "DaemonUrlTest#a_token_is_sent_over_https_or_to_this_machine_only",
                    "DaemonUrlTest#a_password_in_the_address_is_refused_and_not_repeated"),
            threat(
                    "The peer is not who it says",
                    "TLS is checked in full, always; there is no way to turn that off",
                    "TlsTest#a_certificate_that_is_not_good_ends_the_call_before_anything_is_sent_and_is_told_why",
                    "TlsTest#the_token_goes_only_to_a_server_with_a_trusted_certificate_for_its_name",
                    "ArchitectureTest#nothing_can_turn_off_the_check_of_a_certificate",
                    "ThreatsTest#no_option_and_no_setting_turns_a_check_off"),
            threat(
                    "The agent is made to ask an address of the attacker's (SSRF)",
                    "no path takes an address; the balancer's is https or loopback and stands in the configuration",
                    "RequestForgeryTest#no_path_and_no_parameter_makes_the_agent_connect_anywhere",
                    "RequestForgeryTest#the_balancers_address_is_https_or_this_machine"),
            threat(
                    "Orders by somebody else",
                    "off by default; a token compared in constant time, an audit file, and a limit a second",
                    "AuthorisationTest#the_matrix_of_who_may_do_what",
                    "AdminApiTest#without_a_token_file_or_an_audit_file_nobody_gives_orders",
                    "AdminApiTest#an_empty_token_lets_nobody_in",
                    "AdminApiTest#too_many_orders_have_to_wait_and_strangers_do_not_use_up_what_is_allowed"),
            threat(
                    "Orders by a page of another site (CSRF), or through a foreign name (DNS rebinding)",
                    "POST only; Origin, Sec-Fetch-Site and Host must be the listener's own",
                    "AuthorisationTest#the_matrix_of_who_may_do_what",
                    "AdminApiTest#the_names_that_were_configured_and_our_own_addresses_are_let_through",
                    "AgentServerTest#the_configuration_is_read_again_by_POST_where_that_is_allowed_and_by_our_own_page_only"),
            threat(
                    "A page of another site that reads through a foreign name (DNS rebinding)",
                    "without TLS and users a Host that could be a stranger's gets 421",
                    "AuthorisationTest#the_matrix_of_who_may_do_what",
                    "CallerTest#reading"),
            threat(
                    "A change that nobody can account for",
                    "a line before and after each write and order; where it cannot be written, nothing is done",
                    "AuditLogTest#a_write_has_a_line_before_it_and_one_after_it",
                    "AuditLogTest#without_its_line_nothing_is_written_to_the_balancer",
                    "AuditLogTest#every_kind_of_order_is_written_down_and_none_but_to_pause_is_obeyed_where_that_fails"),
            threat(
                    "Script in a name (XSS)",
                    "the page escapes, allows no inline script, and sets text, never markup",
                    "PageIT#names_that_look_like_markup_are_shown_as_text",
                    "PagesTest#the_page_shows_foreign_text_as_text"),
            threat(
                    "A name that forges lines of the log or moves the terminal",
                    "line ends, control characters and marks of direction are taken out; JSON is plain ASCII",
                    "LogLinesTest#a_message_is_one_line_that_leaves_the_terminal_alone",
                    "LogLinesTest#in_json_a_line_is_one_object_of_plain_ascii_whatever_it_says",
                    "PrintableTest#what_moves_the_cursor_or_turns_the_writing_is_shown_as_its_number",
                    "PagesTest#text_moves_no_cursor_and_turns_no_line_round"),
            threat(
                    "A name that forges or multiplies series",
                    "labels are escaped and cut; there is a limit on the series",
                    "ExpositionTest#promtool_has_nothing_to_say_about_any_of_it",
                    "ExpositionTest#odd_names_stay_distinct_and_long_ones_are_cut_with_a_mark"),
            threat(
                    "A compressed bomb",
                    "only gzip is taken, and inflating stops at the limit",
                    "BackplaneClientTest#a_gzip_bomb_of_one_gibibyte_is_stopped_while_it_inflates",
                    "BombTest#a_gibibyte_that_says_how_large_it_is_costs_nothing"),
            threat(
                    "JSON that is deep, long or without end",
                    "depth, texts, numbers and the whole are bounded while reading",
                    "BombTest#what_begins_well_and_never_ends_costs_little_more_than_its_size",
                    "BombTest#a_million_unknown_members_are_passed_over",
                    "QueryReaderTest#depth_and_texts_are_bounded",
                    "AdminApiTest#a_body_that_is_not_JSON_or_too_large_is_refused"),
            threat(
                    "YAML that grows or makes objects",
                    "no aliases, anchors or tags, 50 levels, 1 MB",
                    "BrokenFilesTest#every_problem_is_named_with_its_place_and_remedy",
                    "MangledFilesTest#a_repeated_piece_of_a_megabyte_is_answered_soon"),
            threat(
                    "Input that breaks a parser",
                    "each has one error of its own; anything else that is thrown is a defect",
                    "ParserFuzz#whatever_comes_is_read_or_refused",
                    "ParserFuzz#so_is_what_long_searches_kept",
                    "ParserFuzz#so_is_what_a_search_finds_that_sees_the_branches",
                    "MangledFilesTest#a_mangled_file_is_answered"),
            threat(
                    "Connections that are slow, silent or many",
                    "deadlines on reading and writing, a limit on connections and readers",
                    "AgentServerTest#a_reader_that_never_reads_is_cut_off",
                    "AgentServerTest#connections_above_the_limit_are_closed_and_free_places_are_used_again",
                    "EventStreamTest#more_readers_than_allowed_are_sent_away",
                    "BackplaneClientTest#a_dribbling_body_meets_the_deadline_too"),
            threat(
                    "Objects or programs that the input names",
                    "no Java serialization, no types in JSON or YAML, no program is started",
                    "ArchitectureTest#no_object_is_made_of_what_strangers_name_and_no_program_is_run"),
            threat(
                    "A balancer that lies",
                    "the Guard bounds what one decision and one minute may move",
                    "LiarTest#whatever_it_says_no_more_is_moved_than_promised"),
            threat(
                    "A build that is not of these sources",
                    "every plugin and library is pinned; jar and SBOM are byte-equal for the same commit",
                    ".ci/reproducible"),
            threat(
                    "Memory runs out all the same",
                    "the process ends at once and is started anew; the balancer keeps its weights",
                    "PackagingTest#every_packaged_start_ends_at_once_when_memory_runs_out"));

    private Threats() {}

    private static Threat threat(String name, String control, String... tests) {
        return new Threat(name, control, Arrays.asList(tests));
    }

    /** How many there are. */
    public static int count() {
        return ALL.size();
    }

    /** As a table of Markdown. */
    static String table() {
        return "| threat | what stops it | tests |\n| --- | --- | --- |\n"
                + ALL.stream()
                        .map(threat -> "| " + threat.name() + " | " + threat.control() + " | "
                                + threat.tests().stream()
                                        .map(test -> "`" + test.replaceAll("#.*", "") + "`")
                                        .distinct()
                                        .collect(Collectors.joining(", "))
                                + " |\n")
                        .collect(Collectors.joining());
    }
}
