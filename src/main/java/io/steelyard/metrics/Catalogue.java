package io.steelyard.metrics;

import static io.steelyard.metrics.Catalogue.Group.AGENT;
import static io.steelyard.metrics.Catalogue.Group.BALANCER;
import static io.steelyard.metrics.Catalogue.Group.POLICY;
import static io.steelyard.metrics.Catalogue.Group.SHAPE;
import static io.steelyard.metrics.Catalogue.Kind.COUNTER;
import static io.steelyard.metrics.Catalogue.Kind.GAUGE;
import static io.steelyard.metrics.Catalogue.Kind.HISTOGRAM;
import static io.steelyard.metrics.Catalogue.Kind.INFO;

import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.Locale;

/**
 * Every metric of ours: the one place where names, types, help and labels stand. {@code docs/metrics.md} is written
 * from it.
 */
public enum Catalogue {
    UP(GAUGE, BALANCER, "steelyard_up", "1 if the newest poll of the balancer succeeded, else 0.", When.ALWAYS),
    SNAPSHOT_TIMESTAMP(
            GAUGE,
            BALANCER,
            "steelyard_snapshot_timestamp_seconds",
            "Unix time at which the exported snapshot was read; its age is time() minus this.",
            When.FRESH),
    SNAPSHOT_GENERATION(
            GAUGE,
            BALANCER,
            "steelyard_snapshot_generation",
            "Number of the exported snapshot, the same in log, API and page.",
            When.FRESH),
    ENDPOINTS(
            GAUGE,
            BALANCER,
            "steelyard_endpoints",
            "Endpoints in the snapshot, also those that metrics.include and metrics.exclude leave out.",
            When.FRESH),
    ROUTES(GAUGE, BALANCER, "steelyard_routes", "Routes of an endpoint.", When.FRESH, "endpoint"),
    BACKENDS(GAUGE, BALANCER, "steelyard_backends", "Live backends of a route.", When.FRESH, "endpoint", "route"),
    ENDPOINT_RATE(
            GAUGE,
            BALANCER,
            "steelyard_endpoint_requests_per_second",
            "Sum of the rates of the endpoint's distinct backends, cached since steelyard_snapshot_timestamp_seconds. A level: never rate() it.",
            "absent if backends exist and none reports a rate",
            "endpoint"),
    ENDPOINT_LOAD(
            GAUGE,
            BALANCER,
            "steelyard_endpoint_load",
            "Mean load of the endpoint's distinct backends, in the balancer's own unit.",
            "absent if no load is known",
            "endpoint"),
    IMBALANCE(
            GAUGE,
            BALANCER,
            "steelyard_endpoint_imbalance_ratio",
            "Highest route load divided by the mean route load, over routes with weight above 0 and backends; 1 is perfect.",
            "absent while the mean load is 0 or unknown",
            "endpoint"),
    ROUTE_RATE(
            GAUGE,
            BALANCER,
            "steelyard_route_requests_per_second",
            "Sum of the rates of the route's backends; a backend in several routes is divided among them by their traffic. A level: never rate() it.",
            "absent if backends exist and none reports a rate; 0 without backends",
            "endpoint",
            "route"),
    ROUTE_LOAD(
            GAUGE,
            BALANCER,
            "steelyard_route_load",
            "Mean load of the route's backends, in the balancer's own unit.",
            "absent if no load is known",
            "endpoint",
            "route"),
    ROUTE_LOAD_MAX(
            GAUGE,
            BALANCER,
            "steelyard_route_load_max",
            "Highest load among the route's backends, in the balancer's own unit.",
            "absent if no load is known",
            "endpoint",
            "route"),
    ROUTE_WEIGHT(
            GAUGE,
            BALANCER,
            "steelyard_route_weight",
            "Weight that the balancer reports now.",
            "absent if unknown",
            "endpoint",
            "route"),
    ROUTE_DESIRED_WEIGHT(
            GAUGE,
            BALANCER,
            "steelyard_route_desired_weight",
            "Weight that the agent wants.",
            "absent if no policy owns the route",
            "endpoint",
            "route"),
    ROUTE_DESIRED_BACKENDS(
            GAUGE,
            BALANCER,
            "steelyard_route_desired_backends",
            "Backends that a capacity policy asks for; feed it to an autoscaler.",
            "where a policy asks for a number",
            "endpoint",
            "route"),
    ROUTE_ERRORS(
            GAUGE,
            BALANCER,
            "steelyard_route_errors_per_second",
            "Failed requests of the route's backends. A level: never rate() it.",
            "where the balancer reports them",
            "endpoint",
            "route"),
    ROUTE_RESPONSE(
            GAUGE,
            BALANCER,
            "steelyard_route_response_seconds",
            "Mean response time of the route's backends, weighted by rate.",
            "where the balancer reports it",
            "endpoint",
            "route"),
    ROUTE_INFO(
            INFO,
            BALANCER,
            "steelyard_route_info",
            "Constant 1; the route's selector, and shared=\"true\" if the endpoint shares a backend with another endpoint.",
            When.FRESH,
            "endpoint",
            "route",
            "selector",
            "shared"),
    BACKEND_RATE(
            GAUGE,
            BALANCER,
            "steelyard_backend_requests_per_second",
            "Rate of a backend, of one in several routes only this route's part. A level: never rate() it.",
            When.BACKENDS,
            "endpoint",
            "route",
            "backend"),
    BACKEND_LOAD(
            GAUGE,
            BALANCER,
            "steelyard_backend_load",
            "Load of a backend, in the balancer's own unit.",
            When.BACKENDS,
            "endpoint",
            "route",
            "backend"),
    BACKEND_INFO(
            INFO,
            BALANCER,
            "steelyard_backend_info",
            "Constant 1; where the backend is.",
            When.BACKENDS,
            "endpoint",
            "route",
            "backend",
            "address"),

    BUILD_INFO(
            INFO,
            AGENT,
            "steelyard_build_info",
            "Constant 1; what runs.",
            When.ALWAYS,
            "version",
            "revision",
            "java_version"),
    RELOAD_SUCCESSFUL(
            GAUGE,
            AGENT,
            "steelyard_config_last_reload_successful",
            "1 if the newest try to load the configuration, and http.web_config_file, succeeded, else 0.",
            When.ALWAYS),
    RELOAD_TIMESTAMP(
            GAUGE,
            AGENT,
            "steelyard_config_last_reload_success_timestamp_seconds",
            "Unix time at which the configuration, or http.web_config_file, was loaded.",
            When.ALWAYS),
    RELOADS(
            COUNTER,
            AGENT,
            "steelyard_config_reloads_total",
            "Tries to reload the configuration, or http.web_config_file.",
            When.ALWAYS),
    RELOAD_FAILURES(
            COUNTER,
            AGENT,
            "steelyard_config_reload_failures_total",
            "Tries to reload one of them that were refused; the old one stays in force.",
            When.ALWAYS),
    DRY_RUN(GAUGE, AGENT, "steelyard_dry_run", "1 if weights are never sent (mode observe or propose).", When.ALWAYS),
    PAUSED(GAUGE, AGENT, "steelyard_paused", "1 if an operator paused all policies.", When.ALWAYS),
    LEADER(GAUGE, AGENT, "steelyard_leader", "1 if this replica may act.", When.ALWAYS),
    POLL_INTERVAL(
            GAUGE,
            AGENT,
            "steelyard_poll_interval_seconds",
            "Configured interval between polls, so that alerts can be relative to it.",
            When.ALWAYS),
    POLLS(COUNTER, AGENT, "steelyard_polls_total", "Polls of the balancer that ended, well or not.", When.ALWAYS),
    POLL_FAILURES(
            COUNTER, AGENT, "steelyard_poll_failures_total", "Polls that failed, by reason.", When.ALWAYS, "reason"),
    POLL_DURATION(
            HISTOGRAM, AGENT, "steelyard_poll_duration_seconds", "Time of one whole poll, well or not.", When.ALWAYS),
    LAST_GOOD_POLL(
            GAUGE,
            AGENT,
            "steelyard_last_successful_poll_timestamp_seconds",
            "Unix time at which the newest good poll ended.",
            "from the first good poll on"),
    SKIPPED_POLLS(
            COUNTER,
            AGENT,
            "steelyard_skipped_polls_total",
            "Polls left out because the one before was still running.",
            When.ALWAYS),
    API_REQUESTS(
            COUNTER,
            AGENT,
            "steelyard_api_requests_total",
            "Calls to the balancer's HTTP API, each try counted, by HTTP status or kind of failure.",
            "on balancers with an HTTP API",
            "operation",
            "code"),
    API_DURATION(
            HISTOGRAM,
            AGENT,
            "steelyard_api_request_duration_seconds",
            "Time of one call to the balancer's HTTP API.",
            "on balancers with an HTTP API",
            "operation"),
    API_IN_FLIGHT(
            GAUGE, AGENT, "steelyard_api_requests_in_flight", "Calls to the balancer's API running now.", When.ALWAYS),
    API_RETRIES(
            COUNTER,
            AGENT,
            "steelyard_api_retries_total",
            "Calls to the balancer's HTTP API that repeated a failed one.",
            "on balancers with an HTTP API",
            "operation"),
    API_CIRCUIT(
            GAUGE,
            AGENT,
            "steelyard_api_circuit_open",
            "1 while no call is made because the balancer asked to be left alone (429 or 503, Retry-After), else 0.",
            When.ALWAYS),
    STREAMS(
            GAUGE,
            AGENT,
            "steelyard_status_subscribers",
            "Readers of the event stream that are connected.",
            When.ALWAYS),
    STREAM_DROPS(
            COUNTER,
            AGENT,
            "steelyard_status_events_dropped_total",
            "Events that readers of the event stream were too slow for.",
            When.ALWAYS),
    LOG_EVENTS(COUNTER, AGENT, "steelyard_log_events_total", "Lines logged.", When.ALWAYS, "level"),
    SERIES_DROPPED(
            COUNTER,
            AGENT,
            "steelyard_series_dropped_total",
            "Series left out of exported snapshots because of the limit metrics.max_series.",
            When.ALWAYS),

    POLICY_INFO(
            INFO,
            POLICY,
            "steelyard_policy_info",
            "Constant 1; kind is the policy's type.",
            When.ALWAYS,
            "policy",
            "kind",
            "mode"),
    POLICY_ENABLED(
            GAUGE, POLICY, "steelyard_policy_enabled", "1 if the policy is evaluated, else 0.", When.ALWAYS, "policy"),
    POLICY_PHASE(
            GAUGE,
            POLICY,
            "steelyard_policy_phase",
            "1 for the phase that the policy is in, that of its most restless endpoint; else 0.",
            When.ALWAYS,
            "policy",
            "phase"),
    POLICY_EVALUATIONS(
            COUNTER, POLICY, "steelyard_policy_evaluations_total", "Evaluations of a policy.", When.ALWAYS, "policy"),
    POLICY_FAILURES(
            COUNTER,
            POLICY,
            "steelyard_policy_evaluation_failures_total",
            "Evaluations that threw or returned nonsense.",
            When.ALWAYS,
            "policy"),
    POLICY_DURATION(
            HISTOGRAM,
            POLICY,
            "steelyard_policy_evaluation_duration_seconds",
            "Time of one evaluation.",
            When.ALWAYS,
            "policy"),
    POLICY_LAST_EVALUATION(
            GAUGE,
            POLICY,
            "steelyard_policy_last_evaluation_timestamp_seconds",
            "Unix time of the newest evaluation.",
            "from the first evaluation on",
            "policy"),
    POLICY_DECISIONS(
            COUNTER,
            POLICY,
            "steelyard_policy_decisions_total",
            "Decisions: shift is a change of weights, hold one that a rule held back, none means nothing to do.",
            When.ALWAYS,
            "policy",
            "action",
            "reason"),
    POLICY_SIGNAL(
            GAUGE,
            POLICY,
            "steelyard_policy_signal",
            "Number that the policy's newest decision compared.",
            "from the first decision with numbers on",
            "policy",
            "signal"),
    POLICY_THRESHOLD(
            GAUGE,
            POLICY,
            "steelyard_policy_threshold",
            "Limit that the number was compared with.",
            "if the number has a limit",
            "policy",
            "signal"),

    SHAPE_CALLS(
            COUNTER,
            SHAPE,
            "steelyard_shape_calls_total",
            "Changes of weights sent to the balancer.",
            When.ALWAYS,
            "policy"),
    SHAPE_FAILURES(
            COUNTER,
            SHAPE,
            "steelyard_shape_call_failures_total",
            "Changes of weights that were sent, but refused or lost, or are not what was read back.",
            When.ALWAYS,
            "policy",
            "reason"),
    SHAPE_SKIPPED(
            COUNTER,
            SHAPE,
            "steelyard_shape_calls_skipped_total",
            "Changes of weights that were not sent, or held back before they came to be. Reason paused: also endpoints whose"
                    + " weights were set by hand, either also where nothing would be changed; and writes without a line in"
                    + " the audit log.",
            When.ALWAYS,
            "policy",
            "reason"),
    SHAPE_DURATION(
            HISTOGRAM,
            SHAPE,
            "steelyard_shape_call_duration_seconds",
            "Time from the start of a change of weights to its read-back.",
            When.ALWAYS),
    SHAPE_LAST_SUCCESS(
            GAUGE,
            SHAPE,
            "steelyard_shape_last_success_timestamp_seconds",
            "Unix time at which the newest change of weights was read back as written.",
            "from the endpoint's first change on",
            "endpoint"),
    WEIGHT_MOVED(
            COUNTER,
            SHAPE,
            "steelyard_shape_weight_moved_total",
            "Sum of the absolute changes of weight that are in force, in the balancer's units.",
            "for endpoints that a policy owns",
            "endpoint"),
    CONFLICTS(
            COUNTER,
            SHAPE,
            "steelyard_shape_conflicts_total",
            "Changes of the weights by somebody else.",
            "for endpoints that a policy owns",
            "endpoint");

    /** Conditions that many rows share; in a class of their own, because constants of the enum come too late. */
    private static final class When {
        static final String ALWAYS = "always";
        static final String BACKENDS = "with metrics.level: backend, where it is known";
        static final String FRESH = "while the newest good snapshot is younger than 3 poll intervals";
    }

    /** Prometheus' types. */
    public enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM,
        INFO;

        String label() {
            return this == INFO ? "gauge (info)" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a metric tells about; a heading of the documentation. */
    public enum Group {
        BALANCER("The balancer"),
        AGENT("The agent"),
        POLICY("Policies"),
        SHAPE("Changes of weights");

        final String title;

        Group(String title) {
            this.title = title;
        }
    }

    private final Kind kind;
    private final Group group;
    private final String metric;
    private final String help;
    private final String when;
    private final String labels;

    Catalogue(Kind kind, Group group, String metric, String help, String when, String... labels) {
        this.kind = kind;
        this.group = group;
        this.metric = metric;
        this.help = help;
        this.when = when;
        this.labels = String.join(" ", labels);
    }

    public Kind kind() {
        return kind;
    }

    public Group group() {
        return group;
    }

    /** The name as a query has it, with {@code _total} or {@code _info}. */
    public String metric() {
        return metric;
    }

    public String help() {
        return help;
    }

    /** Under which condition there are series of it. */
    public String when() {
        return when;
    }

    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(" "));
    }

    /** The name as client_java has it, without {@code _total} or {@code _info}. */
    String family() {
        return metric.replaceFirst("_(total|info)$", "");
    }

    MetricMetadata metadata() {
        return new MetricMetadata(family(), help);
    }

    String[] labelNames() {
        return labels().toArray(String[]::new);
    }
}
