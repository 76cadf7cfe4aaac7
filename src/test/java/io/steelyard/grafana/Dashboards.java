package io.steelyard.grafana;

import java.util.List;

/**
 * The four dashboards: the one source of the files under {@code grafana/dashboards}. Agents of one job are taken to watch
 * one balancer, so what they tell of it counts once; what they do themselves is added up.
 */
final class Dashboards {

    private static final String ENDPOINT = "@, endpoint=~\"$endpoint\"";
    private static final String ROUTE = ENDPOINT + ", route=~\"$route\"";
    private static final String ROUTE_RATE =
            "sum by (route) (max by (job, endpoint, route) (steelyard_route_requests_per_second{" + ROUTE + "}))";
    private static final String POLICY = "@, policy=~\"$policy\"";

    private Dashboards() {}

    /** {@code @} in an expression stands for the chosen jobs and instances. */
    static String chosen(String expression) {
        return expression.strip().replaceAll("\\s*\\n\\s*", " ").replace("@", "job=~\"$job\", instance=~\"$instance\"");
    }

    static List<Dashboard> all() {
        return List.of(overview(), endpoint(), policies(), agent());
    }

    private static Dashboard overview() {
        return new Dashboard(
                "steelyard-overview",
                "Steelyard / Overview",
                "Is it working, and where is the traffic?",
                List.of(),
                List.of(
                        Panel.stat(
                                        "Balancer",
                                        "none",
                                        "Whether the newest poll of the balancer succeeded; the least of the chosen instances.")
                                .of("min(steelyard_up{@})", "")
                                .words(1, "reachable", "green", 0, "unreachable", "red"),
                        Panel.stat(
                                        "Snapshot age",
                                        "suffix: polls",
                                        "Time from the newest good poll to the scrape, in intervals of the polls; the oldest of the chosen instances. Above 3 the snapshot is stale: the series of endpoints and routes end.")
                                .of(
                                        "max((timestamp(steelyard_last_successful_poll_timestamp_seconds{@}) - steelyard_last_successful_poll_timestamp_seconds{@}) / on (job, instance) steelyard_poll_interval_seconds{@})",
                                        "")
                                .decimals(1)
                                .thresholds("green", 2, "orange", 3, "red"),
                        Panel.stat("Mode", "none", "Whether weights are written or only proposed.")
                                .of("max(steelyard_dry_run{@})", "")
                                .words(0, "acting", "green", 1, "dry run", "blue"),
                        Panel.stat("Paused", "none", "Whether an operator paused all policies of an instance.")
                                .of("max(steelyard_paused{@})", "")
                                .words(0, "no", "green", 1, "paused", "orange"),
                        Panel.stat(
                                        "May act",
                                        "none",
                                        "Whether one of the chosen instances holds the leadership; without high availability each does.")
                                .of("max(steelyard_leader{@})", "")
                                .words(1, "yes", "green", 0, "none may", "red"),
                        Panel.stat("Endpoints", "none", "Endpoints in the newest snapshots.")
                                .of("sum(max by (job) (steelyard_endpoints{@}))", "")
                                .thresholds("blue"),
                        Panel.stat("Routes", "none", "Routes of all endpoints.")
                                .of("sum(max by (job, endpoint) (steelyard_routes{@}))", "")
                                .thresholds("blue"),
                        Panel.stat("Failed polls", "percentunit", "Polls of the balancer that failed, of all polls.")
                                .of(
                                        "sum(rate(steelyard_poll_failures_total{@}[$__rate_interval])) / sum(rate(steelyard_polls_total{@}[$__rate_interval]))",
                                        "")
                                .thresholds("green", 0.01, "orange", 0.1, "red"),
                        Panel.row("Traffic"),
                        Panel.lines(
                                        "Requests per second by endpoint",
                                        "reqps",
                                        12,
                                        "The ten endpoints with the most requests.")
                                .of(
                                        "topk(10, sum by (endpoint) (max by (job, endpoint) (steelyard_endpoint_requests_per_second{@})))",
                                        "{{endpoint}}")
                                .stacked()
                                .from(0),
                        Panel.lines(
                                        "Imbalance by endpoint",
                                        "none",
                                        12,
                                        "Highest route load divided by the mean route load: 1 is perfect, the line is where the alert begins. The ten worst.")
                                .of(
                                        "topk(10, max by (endpoint) (steelyard_endpoint_imbalance_ratio{@}))",
                                        "{{endpoint}}")
                                .decimals(2)
                                .from(1)
                                .limit(1.25),
                        Panel.table(
                                        "Endpoints",
                                        14,
                                        "Each endpoint now; moved and changed are over the shown time. A click opens the endpoint's own dashboard.")
                                .column(
                                        "sum by (endpoint) (max by (job, endpoint) (steelyard_endpoint_requests_per_second{@}))")
                                .column("avg by (endpoint) (steelyard_endpoint_load{@})")
                                .column("max by (endpoint) (steelyard_endpoint_imbalance_ratio{@})")
                                .column("max by (endpoint) (steelyard_routes{@})")
                                .column("sum by (endpoint) (increase(steelyard_shape_weight_moved_total{@}[$__range]))")
                                .column("1000 * max by (endpoint) (steelyard_shape_last_success_timestamp_seconds{@})")
                                .headings(
                                        "endpoint",
                                        "Endpoint",
                                        "Value #A",
                                        "Requests",
                                        "Value #B",
                                        "Load",
                                        "Value #C",
                                        "Imbalance",
                                        "Value #D",
                                        "Routes",
                                        "Value #E",
                                        "Weight moved",
                                        "Value #F",
                                        "Last change")
                                .format("Requests", "reqps", 0)
                                .format("Load", "none", 2)
                                .format("Imbalance", "none", 2)
                                .format("Weight moved", "none", 0)
                                .format("Last change", "dateTimeFromNow", 0)
                                .link(
                                        "Endpoint",
                                        "Open the endpoint",
                                        "/d/steelyard-endpoint?var-endpoint=${__value.text}&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&${__url_time_range}"),
                        Panel.bars(
                                        "Busiest routes",
                                        "reqps",
                                        10,
                                        "The ten routes with the most requests per second now.")
                                .now(
                                        "topk(10, sum by (endpoint, route) (max by (job, endpoint, route) (steelyard_route_requests_per_second{@})))",
                                        "{{endpoint}} {{route}}"),
                        Panel.row("What it does"),
                        Panel.lines(
                                        "Decisions per minute",
                                        "cpm",
                                        12,
                                        "Evaluations by their result: shift changes weights, hold was held back by a rule, none had nothing to do. Exemplars lead to the log.")
                                .withExemplars(
                                        "60 * sum by (action) (rate(steelyard_policy_decisions_total{@}[$__rate_interval]))",
                                        "{{action}}")
                                .stacked()
                                .from(0),
                        Panel.states("Firing alerts", 12, "Alerts of Steelyard that fire, or that none does.")
                                .of(
                                        "max by (alertname) (ALERTS{@, alertname=~\"Steelyard.+\", alertstate=\"firing\"})"
                                                + " or label_replace(vector(0) unless on () ALERTS{@, alertname=~\"Steelyard.+\", alertstate=\"firing\"},"
                                                + " \"alertname\", \"all alerts\", \"\", \"\")",
                                        "{{alertname}}")
                                .words(0, "quiet", "green", 1, "firing", "red")));
    }

    private static Dashboard endpoint() {
        return new Dashboard(
                "steelyard-endpoint",
                "Steelyard / Endpoint",
                "One endpoint: how its traffic is split, how its routes are loaded, and what was done about it.",
                List.of(
                        new Dashboard.Variable(
                                "endpoint",
                                "Endpoint",
                                "label_values(steelyard_routes{job=~\"$job\", instance=~\"$instance\"}, endpoint)",
                                false),
                        new Dashboard.Variable(
                                "route",
                                "Route",
                                "label_values(steelyard_backends{job=~\"$job\", instance=~\"$instance\", endpoint=~\"$endpoint\"}, route)",
                                true)),
                List.of(
                        Panel.stat("Requests", "reqps", "Requests per second of the endpoint.")
                                .of(
                                        "sum(max by (job, endpoint) (steelyard_endpoint_requests_per_second{" + ENDPOINT
                                                + "}))",
                                        "")
                                .thresholds("blue"),
                        Panel.stat("Mean load", "none", "Mean load of its backends, in the balancer's own unit.")
                                .of("avg(steelyard_endpoint_load{" + ENDPOINT + "})", "")
                                .decimals(1)
                                .thresholds("blue"),
                        Panel.stat("Imbalance", "none", "Highest route load divided by the mean; 1 is perfect.")
                                .of("max(steelyard_endpoint_imbalance_ratio{" + ENDPOINT + "})", "")
                                .decimals(2)
                                .thresholds("green", 1.1, "orange", 1.25, "red"),
                        Panel.stat("Routes", "none", "Routes of the endpoint.")
                                .of("max(steelyard_routes{" + ENDPOINT + "})", "")
                                .thresholds("blue"),
                        Panel.stat(
                                        "Backends",
                                        "none",
                                        "Live backends of all routes; one in several routes counts in each.")
                                .of("sum(max by (job, endpoint, route) (steelyard_backends{" + ENDPOINT + "}))", "")
                                .thresholds("red", 1, "blue"),
                        Panel.stat("Last change", "s", "Time since weights were last written and read back.")
                                .of(
                                        "min(time() - steelyard_shape_last_success_timestamp_seconds{" + ENDPOINT
                                                + "})",
                                        "")
                                .decimals(0)
                                .thresholds("blue"),
                        Panel.stat(
                                        "Changes by others",
                                        "none",
                                        "Changes of the weights by somebody else, over the shown time.")
                                .now("sum(increase(steelyard_shape_conflicts_total{" + ENDPOINT + "}[$__range]))", "")
                                .decimals(0)
                                .thresholds("green", 1, "orange"),
                        Panel.stat("Mode", "none", "Whether weights are written or only proposed.")
                                .of("max(steelyard_dry_run{@})", "")
                                .words(0, "acting", "green", 1, "dry run", "blue"),
                        Panel.row("Traffic and weight: what was done, and what it did"),
                        Panel.lines(
                                        "Requests per second by route",
                                        "reqps",
                                        12,
                                        "Each route's part of the endpoint's traffic.")
                                .of(ROUTE_RATE, "{{route}}")
                                .stacked()
                                .from(0),
                        Panel.lines(
                                        "Load by route",
                                        "none",
                                        12,
                                        "Mean load of each route's backends, in the balancer's own unit: the signal that moves the weights. They should meet.")
                                .of("avg by (route) (steelyard_route_load{" + ROUTE + "})", "{{route}}")
                                .of("avg(steelyard_endpoint_load{" + ENDPOINT + "})", "mean")
                                .dashed("B")
                                .from(0),
                        Panel.lines(
                                        "Weight by route",
                                        "none",
                                        12,
                                        "The weight that the balancer reports, and dashed the one that the agent wants.")
                                .of("max by (route) (steelyard_route_weight{" + ROUTE + "})", "{{route}}")
                                .of(
                                        "max by (route) (steelyard_route_desired_weight{" + ROUTE + "})",
                                        "{{route}} wanted")
                                .steps()
                                .dashed("B")
                                .from(0),
                        Panel.lines(
                                        "Share of traffic and share of weight",
                                        "percentunit",
                                        12,
                                        "What each route gets of the traffic, and dashed what its weight promises. Where they part, the balancer does not follow its weights.")
                                .of(
                                        ROUTE_RATE
                                                + " / scalar(sum(max by (job, endpoint, route) (steelyard_route_requests_per_second{"
                                                + ENDPOINT + "})) > 0)",
                                        "{{route}}")
                                .of(
                                        "max by (route) (steelyard_route_weight{" + ROUTE
                                                + "}) / scalar(sum(max by (route) (steelyard_route_weight{" + ENDPOINT
                                                + "})) > 0)",
                                        "{{route}} by weight")
                                .dashed("B")
                                .from(0),
                        Panel.row("Health"),
                        Panel.lines(
                                        "Imbalance",
                                        "none",
                                        6,
                                        "Highest route load divided by the mean route load; the line is where the alert begins.")
                                .of(
                                        "max by (endpoint) (steelyard_endpoint_imbalance_ratio{" + ENDPOINT + "})",
                                        "{{endpoint}}")
                                .decimals(2)
                                .from(1)
                                .limit(1.25),
                        Panel.lines("Highest load in a route", "none", 6, "Load of the busiest backend of each route.")
                                .of("max by (route) (steelyard_route_load_max{" + ROUTE + "})", "{{route}}")
                                .from(0),
                        Panel.lines(
                                        "Backends by route",
                                        "none",
                                        6,
                                        "Live backends, and dashed how many a capacity policy asks for, if there is one.")
                                .of("max by (route) (steelyard_backends{" + ROUTE + "})", "{{route}}")
                                .of(
                                        "max by (route) (steelyard_route_desired_backends{" + ROUTE + "})",
                                        "{{route}} wanted")
                                .steps()
                                .dashed("B")
                                .decimals(0)
                                .from(0),
                        Panel.lines(
                                        "Weight moved per minute",
                                        "none",
                                        6,
                                        "Sum of the absolute changes of weight that were applied.")
                                .withExemplars(
                                        "60 * sum by (endpoint) (rate(steelyard_shape_weight_moved_total{" + ENDPOINT
                                                + "}[$__rate_interval]))",
                                        "{{endpoint}}")
                                .from(0),
                        Panel.closedRow(
                                "Errors and response time (where the balancer reports them, as HAProxy does)",
                                Panel.lines(
                                                "Failed requests per second",
                                                "reqps",
                                                12,
                                                "Where the balancer reports them, as HAProxy does.")
                                        .of(
                                                "sum by (route) (max by (job, endpoint, route) (steelyard_route_errors_per_second{"
                                                        + ROUTE + "}))",
                                                "{{route}}")
                                        .from(0),
                                Panel.lines(
                                                "Response time",
                                                "s",
                                                12,
                                                "Mean response time, where the balancer reports it, as HAProxy does.")
                                        .of(
                                                "avg by (route) (steelyard_route_response_seconds{" + ROUTE + "})",
                                                "{{route}}")
                                        .from(0)),
                        Panel.closedRow(
                                "Backends one by one (metrics.level: backend)",
                                Panel.lines("Load by backend", "none", 12, "Load of each backend of the chosen routes.")
                                        .of(
                                                "max by (route, backend) (steelyard_backend_load{" + ROUTE + "})",
                                                "{{route}} {{backend}}")
                                        .from(0),
                                Panel.lines(
                                                "Requests per second by backend",
                                                "reqps",
                                                12,
                                                "Rate of each backend of the chosen routes.")
                                        .of(
                                                "sum by (route, backend) (max by (job, endpoint, route, backend) (steelyard_backend_requests_per_second{"
                                                        + ROUTE + "}))",
                                                "{{route}} {{backend}}")
                                        .from(0),
                                Panel.table("Where backends are", 24, "Address of each backend of the chosen routes.")
                                        .column("max by (route, backend, address) (steelyard_backend_info{" + ROUTE
                                                + "})")
                                        .headings("route", "Route", "backend", "Backend", "address", "Address"),
                                Panel.table(
                                                "What routes select",
                                                24,
                                                "Selector of each route, and whether it shares backends with other endpoints.")
                                        .column("max by (route, selector, shared) (steelyard_route_info{" + ROUTE
                                                + "})")
                                        .headings("route", "Route", "selector", "Selector", "shared", "Shared"))));
    }

    private static Dashboard policies() {
        String phase = "max by (instance, policy) (steelyard_policy_phase{" + POLICY + ", phase=\"%s\"})";
        return new Dashboard(
                "steelyard-policies",
                "Steelyard / Policies",
                "What the policies decide, why, and what becomes of it.",
                List.of(new Dashboard.Variable(
                        "policy",
                        "Policy",
                        "label_values(steelyard_policy_info{job=~\"$job\", instance=~\"$instance\"}, policy)",
                        true)),
                List.of(
                        Panel.states(
                                        "Phase",
                                        16,
                                        "What each policy is about: that of its most restless endpoint. blocked ends by itself late or never; the runbook says how.")
                                .of(
                                        String.join(
                                                " + ",
                                                "1 * " + phase.formatted("idle"),
                                                "2 * " + phase.formatted("holding"),
                                                "3 * " + phase.formatted("cooldown"),
                                                "4 * " + phase.formatted("shifting"),
                                                "5 * " + phase.formatted("rolled_back"),
                                                "6 * " + phase.formatted("blocked")),
                                        "{{policy}} {{instance}}")
                                .words(
                                        1,
                                        "idle",
                                        "green",
                                        2,
                                        "holding",
                                        "yellow",
                                        3,
                                        "cooldown",
                                        "blue",
                                        4,
                                        "shifting",
                                        "purple",
                                        5,
                                        "rolled back",
                                        "orange",
                                        6,
                                        "blocked",
                                        "red")
                                .size(16, 6),
                        Panel.table("Policies", 8, "The policies there are, their kind and the mode.")
                                .column("max by (policy, kind, mode) (steelyard_policy_info{" + POLICY + "})")
                                .column("min by (policy) (steelyard_policy_enabled{" + POLICY + "})")
                                .column("1000 * max by (policy) (steelyard_policy_last_evaluation_timestamp_seconds{"
                                        + POLICY + "})")
                                .headings(
                                        "policy",
                                        "Policy",
                                        "kind",
                                        "Kind",
                                        "mode",
                                        "Mode",
                                        "Value #B",
                                        "Enabled",
                                        "Value #C",
                                        "Evaluated")
                                .wordsIn("Enabled", 1, "yes", "green", 0, "no", "orange")
                                .format("Evaluated", "dateTimeFromNow", 0)
                                .size(8, 6),
                        Panel.row("Decisions"),
                        Panel.lines(
                                        "Decisions per minute by reason",
                                        "cpm",
                                        12,
                                        "Why weights were changed or not. Exemplars carry the decision_id of the log.")
                                .withExemplars(
                                        "60 * sum by (action, reason) (rate(steelyard_policy_decisions_total{" + POLICY
                                                + "}[$__rate_interval])) > 0",
                                        "{{action}}: {{reason}}")
                                .events()
                                .from(0),
                        Panel.lines(
                                        "Signal against threshold",
                                        "none",
                                        12,
                                        "The numbers that the newest decisions compared, and dashed their limits.")
                                .of(
                                        "max by (policy, signal) (steelyard_policy_signal{" + POLICY
                                                + "}) and max by (policy, signal) (steelyard_policy_threshold{" + POLICY
                                                + "})",
                                        "{{policy}} {{signal}}")
                                .of(
                                        "max by (policy, signal) (steelyard_policy_threshold{" + POLICY + "})",
                                        "{{policy}} {{signal}} limit")
                                .dashed("B"),
                        Panel.lines(
                                        "Signals without a threshold",
                                        "none",
                                        8,
                                        "Other numbers that the newest decisions looked at.")
                                .of(
                                        "max by (policy, signal) (steelyard_policy_signal{" + POLICY
                                                + "}) unless max by (policy, signal) (steelyard_policy_threshold{"
                                                + POLICY + "})",
                                        "{{policy}} {{signal}}"),
                        Panel.heatmap("Time of an evaluation", "s", 8, "How many evaluations took how long.")
                                .buckets("sum by (le) (increase(steelyard_policy_evaluation_duration_seconds_bucket{"
                                        + POLICY + "}[$__rate_interval]))"),
                        Panel.lines(
                                        "Evaluations per minute",
                                        "cpm",
                                        8,
                                        "Evaluations, and those that threw or returned nonsense.")
                                .of(
                                        "60 * sum by (policy) (rate(steelyard_policy_evaluations_total{" + POLICY
                                                + "}[$__rate_interval]))",
                                        "{{policy}}")
                                .of(
                                        "60 * sum by (policy) (rate(steelyard_policy_evaluation_failures_total{"
                                                + POLICY + "}[$__rate_interval]))",
                                        "{{policy}} failed")
                                .from(0),
                        Panel.row("Changes of weights"),
                        Panel.lines(
                                        "Changes sent per minute",
                                        "cpm",
                                        8,
                                        "Changes of weights that were sent. Exemplars carry the decision_id of the log.")
                                .withExemplars(
                                        "60 * sum by (policy) (rate(steelyard_shape_calls_total{" + POLICY
                                                + "}[$__rate_interval]))",
                                        "{{policy}}")
                                .from(0),
                        Panel.lines(
                                        "Failed changes per minute",
                                        "cpm",
                                        8,
                                        "Changes that were refused, lost, or not read back as written.")
                                .of(
                                        "60 * sum by (reason) (rate(steelyard_shape_call_failures_total{" + POLICY
                                                + "}[$__rate_interval]))",
                                        "{{reason}}")
                                .stacked()
                                .from(0),
                        Panel.lines(
                                        "Changes not sent per minute",
                                        "cpm",
                                        8,
                                        "Why changes were not sent, or held back before they came to be.")
                                .of(
                                        "60 * sum by (reason) (rate(steelyard_shape_calls_skipped_total{" + POLICY
                                                + "}[$__rate_interval])) > 0",
                                        "{{reason}}")
                                .events()
                                .from(0),
                        Panel.lines("Time of a change", "s", 8, "From its start to its read-back.")
                                .of(
                                        "histogram_quantile(0.5, sum by (le) (rate(steelyard_shape_call_duration_seconds_bucket{@}[$__rate_interval])))",
                                        "half are faster")
                                .of(
                                        "histogram_quantile(0.95, sum by (le) (rate(steelyard_shape_call_duration_seconds_bucket{@}[$__rate_interval])))",
                                        "95 % are faster")
                                .from(0),
                        Panel.lines(
                                        "Time since the last change",
                                        "s",
                                        8,
                                        "Of each endpoint that was ever changed; the ten longest.")
                                .of(
                                        "topk(10, time() - max by (endpoint) (steelyard_shape_last_success_timestamp_seconds{@}))",
                                        "{{endpoint}}")
                                .from(0),
                        Panel.lines(
                                        "Changes by others per minute",
                                        "cpm",
                                        8,
                                        "Changes of weights that somebody else made; such an endpoint is left alone.")
                                .of(
                                        "60 * sum by (endpoint) (rate(steelyard_shape_conflicts_total{@}[$__rate_interval]))",
                                        "{{endpoint}}")
                                .from(0)));
    }

    private static Dashboard agent() {
        return new Dashboard(
                "steelyard-agent",
                "Steelyard / Agent",
                "The program itself: its polls, its calls, its machine.",
                List.of(),
                List.of(
                        Panel.table("Instances", 9, "What runs where.")
                                .column("max by (instance, version, java_version) (steelyard_build_info{@})")
                                .headings("instance", "Instance", "version", "Version", "java_version", "Java")
                                .size(9, 4),
                        Panel.stat("Running for", "s", "Time since the youngest of the chosen instances started.")
                                .of("min(time() - process_start_time_seconds{@})", "")
                                .decimals(0)
                                .thresholds("orange", 300, "green"),
                        Panel.stat(
                                        "Configuration",
                                        "none",
                                        "Whether the newest try to load the configuration succeeded.")
                                .of("min(steelyard_config_last_reload_successful{@})", "")
                                .words(1, "loaded", "green", 0, "refused", "red"),
                        Panel.stat("Loaded for", "s", "Time since the configuration in force was loaded.")
                                .of("max(time() - steelyard_config_last_reload_success_timestamp_seconds{@})", "")
                                .decimals(0)
                                .thresholds("blue"),
                        Panel.stat(
                                        "Left alone",
                                        "none",
                                        "Whether the balancer asked for a pause (429 or 503, Retry-After).")
                                .of("max(steelyard_api_circuit_open{@})", "")
                                .words(0, "no", "green", 1, "yes", "red"),
                        Panel.stat("Readers of events", "none", "Open event streams of the live page.")
                                .of("sum(steelyard_status_subscribers{@})", "")
                                .thresholds("blue"),
                        Panel.row("Polls"),
                        Panel.lines(
                                        "Polls per second",
                                        "ops",
                                        8,
                                        "Polls that ended, and ticks left out because the poll before still ran.")
                                .of("sum(rate(steelyard_polls_total{@}[$__rate_interval]))", "polls")
                                .of("sum(rate(steelyard_skipped_polls_total{@}[$__rate_interval]))", "left out")
                                .from(0),
                        Panel.lines(
                                        "Failed polls per minute by reason",
                                        "cpm",
                                        8,
                                        "connect and timeout are the network or the balancer, auth is the token, decode an answer that cannot be read.")
                                .of(
                                        "60 * sum by (reason) (rate(steelyard_poll_failures_total{@}[$__rate_interval]))",
                                        "{{reason}}")
                                .stacked()
                                .from(0),
                        Panel.lines(
                                        "Time of a poll",
                                        "s",
                                        8,
                                        "Half and 95 % of the polls are faster; dashed the interval between polls.")
                                .of(
                                        "histogram_quantile(0.5, sum by (le) (rate(steelyard_poll_duration_seconds_bucket{@}[$__rate_interval])))",
                                        "half are faster")
                                .of(
                                        "histogram_quantile(0.95, sum by (le) (rate(steelyard_poll_duration_seconds_bucket{@}[$__rate_interval])))",
                                        "95 % are faster")
                                .of("max(steelyard_poll_interval_seconds{@})", "interval")
                                .dashed("C")
                                .from(0),
                        Panel.lines(
                                        "Generation of the snapshot",
                                        "none",
                                        8,
                                        "Number of the exported snapshot, the same in page and log: it grows with every good poll and begins anew with the program.")
                                .of("max by (instance) (steelyard_snapshot_generation{@})", "{{instance}}")
                                .decimals(0)
                                .from(0),
                        Panel.lines(
                                        "Age of the snapshot",
                                        "s",
                                        8,
                                        "At the scrape; dashed three poll intervals, after which its series end.")
                                .of(
                                        "max by (instance) (timestamp(steelyard_snapshot_timestamp_seconds{@}) - steelyard_snapshot_timestamp_seconds{@})",
                                        "{{instance}}")
                                .of("3 * max(steelyard_poll_interval_seconds{@})", "3 intervals")
                                .dashed("B")
                                .from(0),
                        Panel.lines(
                                        "Reloads of the configuration per minute",
                                        "cpm",
                                        8,
                                        "Tries, and those that were refused.")
                                .of("60 * sum(rate(steelyard_config_reloads_total{@}[$__rate_interval]))", "tries")
                                .of(
                                        "60 * sum(rate(steelyard_config_reload_failures_total{@}[$__rate_interval]))",
                                        "refused")
                                .from(0),
                        Panel.row("The balancer's API"),
                        Panel.lines(
                                        "Calls per second",
                                        "reqps",
                                        8,
                                        "By operation and HTTP status, each try counted. Only of balancers with an HTTP API.")
                                .of(
                                        "sum by (operation, code) (rate(steelyard_api_requests_total{@}[$__rate_interval])) > 0",
                                        "{{operation}} {{code}}")
                                .events()
                                .from(0),
                        Panel.lines("Time of a call", "s", 8, "95 % of the calls of each operation are faster.")
                                .of(
                                        "histogram_quantile(0.95, sum by (operation, le) (rate(steelyard_api_request_duration_seconds_bucket{@}[$__rate_interval]))) > 0",
                                        "{{operation}}")
                                .from(0),
                        Panel.lines(
                                        "Calls running and repeated",
                                        "none",
                                        8,
                                        "Calls that run now, and repetitions per minute.")
                                .of("sum(steelyard_api_requests_in_flight{@})", "running")
                                .of(
                                        "60 * sum(rate(steelyard_api_retries_total{@}[$__rate_interval]))",
                                        "repeated per minute")
                                .from(0),
                        Panel.row("Its machine"),
                        Panel.lines("CPU", "percentunit", 8, "Cores in use; 100 % is one core.")
                                .of("rate(process_cpu_seconds_total{@}[$__rate_interval])", "{{instance}}")
                                .from(0),
                        Panel.lines(
                                        "Memory",
                                        "bytes",
                                        8,
                                        "Heap in use, what it may grow to (dashed), and the process as a whole.")
                                .of("sum by (instance) (jvm_memory_used_bytes{@, area=\"heap\"})", "{{instance}} heap")
                                .of(
                                        "sum by (instance) (jvm_memory_max_bytes{@, area=\"heap\"})",
                                        "{{instance}} heap, most")
                                .of("process_resident_memory_bytes{@}", "{{instance}} process")
                                .dashed("B")
                                .from(0),
                        Panel.lines(
                                        "Time in garbage collection",
                                        "percentunit",
                                        8,
                                        "Part of the time in which the collector worked.")
                                .of(
                                        "sum by (instance) (rate(jvm_gc_collection_seconds_sum{@}[$__rate_interval]))",
                                        "{{instance}}")
                                .from(0),
                        Panel.lines("Threads", "none", 8, "Threads of the JVM.")
                                .of("jvm_threads_current{@}", "{{instance}}")
                                .decimals(0)
                                .from(0),
                        Panel.lines("Open files", "none", 8, "File descriptors, sockets among them.")
                                .of("process_open_fds{@}", "{{instance}}")
                                .decimals(0)
                                .from(0),
                        Panel.lines("Log lines per minute", "cpm", 8, "By level.")
                                .of(
                                        "60 * sum by (level) (rate(steelyard_log_events_total{@}[$__rate_interval]))",
                                        "{{level}}")
                                .stacked()
                                .from(0),
                        Panel.row("What it exports"),
                        Panel.lines("Time of a scrape", "s", 8, "As Prometheus measured it.")
                                .of("scrape_duration_seconds{@}", "{{instance}}")
                                .from(0),
                        Panel.lines("Series", "none", 8, "Samples in a scrape, as Prometheus counted them.")
                                .of("scrape_samples_scraped{@}", "{{instance}}")
                                .decimals(0)
                                .from(0),
                        Panel.lines(
                                        "Left out per minute",
                                        "cpm",
                                        8,
                                        "Series beyond metrics.max_series, and events that readers were too slow for.")
                                .of("60 * sum(rate(steelyard_series_dropped_total{@}[$__rate_interval]))", "series")
                                .of(
                                        "60 * sum(rate(steelyard_status_events_dropped_total{@}[$__rate_interval]))",
                                        "events")
                                .from(0)));
    }
}
