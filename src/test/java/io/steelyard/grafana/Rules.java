package io.steelyard.grafana;

import java.util.List;

/**
 * The recording rules and alerts: the one source of the rule files, their tests, the Kubernetes objects and the runbook.
 *
 * <p>Three habits to keep. An age is {@code timestamp(x) - x}, not {@code time() - x}: the second one grows with the
 * interval of the scrapes. A flag that a failed scrape could hide is looked at with {@code max_over_time}. A counter is
 * looked at with {@code increase} over more than its alert's delay, so that one event is enough.
 */
final class Rules {

    private static final String LABELS = "job=\"steelyard\",instance=\"a:9790\"";
    private static final String OF = "job=steelyard instance=a:9790";

    private Rules() {}

    static List<Recorded> recorded() {
        return List.of(
                new Recorded("endpoint:steelyard_route_weight:sum", "sum without (route) (steelyard_route_weight)"),
                new Recorded("route:steelyard_route_weight:share", """
                        steelyard_route_weight
                        / ignoring (route) group_left () (sum without (route) (steelyard_route_weight) > 0)
                        """),
                new Recorded("route:steelyard_route_requests_per_second:share", """
                        steelyard_route_requests_per_second
                        / ignoring (route) group_left () (sum without (route) (steelyard_route_requests_per_second) > 0)
                        """),
                new Recorded("instance:steelyard_poll_failures:ratio_rate5m", """
                        sum without (reason) (rate(steelyard_poll_failures_total[5m]))
                        / (rate(steelyard_polls_total[5m]) > 0)
                        """),
                new Recorded("policy:steelyard_shape_call_failures:ratio_rate15m", """
                        sum without (reason) (rate(steelyard_shape_call_failures_total[15m]))
                        / (rate(steelyard_shape_calls_total[15m]) > 0)
                        """),
                new Recorded("instance:steelyard_poll_duration_seconds:p95_5m", """
                        histogram_quantile(0.95, rate(steelyard_poll_duration_seconds_bucket[5m]))
                        """),
                new Recorded("operation:steelyard_api_request_duration_seconds:p95_5m", """
                        histogram_quantile(0.95, rate(steelyard_api_request_duration_seconds_bucket[5m]))
                        """));
    }

    static List<Alert> alerts() {
        return List.of(
                down(),
                pollStale(),
                pollErrorsHigh(),
                pollsSkipped(),
                throttled(),
                reloadFailed(),
                shapeCallsFailing(),
                evaluationFailing(),
                notEvaluated(),
                flapping(),
                blocked(),
                weightDrift(),
                weightConflict(),
                paused(),
                routeNoBackends(),
                noHealthyRoute(),
                uneven(),
                overloaded(),
                seriesDropped(),
                errorsLogged());
    }

    /** Not loaded by the example of Prometheus' configuration: right for steady traffic only. */
    static List<Alert> optional() {
        return List.of(trafficDropped());
    }

    private static Alert down() {
        return Alert.critical("SteelyardDown")
                .when("up{job=~\"steelyard.*\"} == 0 or absent(up{job=~\"steelyard.*\"})", "2m")
                .says(
                        "Steelyard cannot be scraped.",
                        "{{ $labels.instance }} of job {{ $labels.job }} has not answered a scrape for 2 minutes, or there is no such target.")
                .means("""
                        Nobody watches the balancer. It goes on with the weights it has, so traffic flows as before; it does
                        not follow a capacity that changes.
                        """)
                .check("Does the process run? `systemctl status steelyard`, `kubectl get pods`, its last log lines.")
                .check(
                        "Does `curl http://INSTANCE/-/healthy` answer from the machine itself? Then the network or `http.listen` is in the way.")
                .mend(
                        "Start it again. It takes the balancer's weights as it finds them, and pauses, weights by hand and suspended endpoints from `audit.orders_file`.")
                .fires(
                        "5m",
                        OF,
                        "a:9790 of job steelyard has not answered a scrape for 2 minutes, or there is no such target.",
                        "up{" + LABELS + "}",
                        "0x10")
                .quiet("5m", "up{" + LABELS + "}", "1 0 1x8");
    }

    private static Alert pollStale() {
        return Alert.critical("SteelyardPollStale")
                .when("""
                        (timestamp(steelyard_last_successful_poll_timestamp_seconds)
                          - steelyard_last_successful_poll_timestamp_seconds)
                        > on (job, instance) 3 * steelyard_poll_interval_seconds
                        or on (job, instance) (steelyard_up == 0 unless on (job, instance) steelyard_last_successful_poll_timestamp_seconds)
                        """, "1m")
                .says(
                        "Steelyard cannot read the balancer.",
                        "{{ $labels.instance }} has had no good poll of the balancer for more than 3 poll intervals.")
                .means(
                        "Nothing is decided or written, and the series of endpoints and routes have ended. The balancer keeps its weights.")
                .check(
                        "`steelyard_poll_failures_total` by reason: `connect` and `timeout` are the network or the balancer, `auth` is the token, `decode` is an answer that cannot be read.")
                .check("The log says `missed poll N in a row` with the balancer's own words.")
                .check(
                        "Try by hand, from the same machine and as the same user: `steelyard check --online FILE`, with the configuration.")
                .mend(
                        "Mend the balancer's API, the network or the token. Steelyard goes on by itself, without a restart.")
                .on("steelyard-agent")
                .fires(
                        "5m",
                        OF,
                        "a:9790 has had no good poll of the balancer for more than 3 poll intervals.",
                        "steelyard_last_successful_poll_timestamp_seconds{" + LABELS + "}",
                        "0x10",
                        "steelyard_poll_interval_seconds{" + LABELS + "}",
                        "1x10")
                .fires(
                        "5m",
                        OF,
                        "a:9790 has had no good poll of the balancer for more than 3 poll intervals.",
                        "steelyard_up{" + LABELS + "}",
                        "0x10")
                .quiet(
                        "5m",
                        "steelyard_last_successful_poll_timestamp_seconds{" + LABELS + "}",
                        "0+60x10",
                        "steelyard_up{" + LABELS + "}",
                        "1x10",
                        "steelyard_poll_interval_seconds{" + LABELS + "}",
                        "1x10");
    }

    private static Alert pollErrorsHigh() {
        return Alert.warning("SteelyardPollErrorsHigh")
                .when("instance:steelyard_poll_failures:ratio_rate5m > 0.1", "10m")
                .says(
                        "Many polls of the balancer fail.",
                        "{{ $value | humanizePercentage }} of the polls of {{ $labels.instance }} have failed within 5 minutes.")
                .means("Decisions are made on fewer readings and come later. Traffic is not touched.")
                .check("Which reason, on the dashboard; whether polls take long (`steelyard_poll_duration_seconds`).")
                .check("Whether `poll.timeout` is shorter than what the balancer needs for its answer.")
                .mend("Raise `poll.interval` and `poll.timeout`, or give the balancer's API more room.")
                .on("steelyard-agent")
                .fires(
                        "20m",
                        OF,
                        "20% of the polls of a:9790 have failed within 5 minutes.",
                        "steelyard_polls_total{" + LABELS + "}",
                        "0+60x30",
                        "steelyard_poll_failures_total{" + LABELS + ",reason=\"timeout\"}",
                        "0+9x30",
                        "steelyard_poll_failures_total{" + LABELS + ",reason=\"connect\"}",
                        "0+3x30")
                .quiet(
                        "20m",
                        "steelyard_polls_total{" + LABELS + "}",
                        "0+60x30",
                        "steelyard_poll_failures_total{" + LABELS + ",reason=\"timeout\"}",
                        "0+3x30");
    }

    private static Alert pollsSkipped() {
        return Alert.warning("SteelyardPollsSkipped")
                .when(
                        "rate(steelyard_skipped_polls_total[10m]) > on (job, instance) 0.2 * rate(steelyard_polls_total[10m])",
                        "10m")
                .says(
                        "Polls take longer than the poll interval.",
                        "{{ $labels.instance }} leaves out {{ printf \"%.1f\" $value }} polls per second because the one before is still running.")
                .means("Readings come less often than configured, so decisions come later.")
                .check(
                        "`steelyard_poll_duration_seconds` beside `steelyard_poll_interval_seconds`; CPU and pauses of the JVM.")
                .mend("Raise `poll.interval`; on HAProxy lower `samples`; give the agent more CPU.")
                .on("steelyard-agent")
                .fires(
                        "30m",
                        OF,
                        "a:9790 leaves out 0.5 polls per second because the one before is still running.",
                        "steelyard_polls_total{" + LABELS + "}",
                        "0+30x40",
                        "steelyard_skipped_polls_total{" + LABELS + "}",
                        "0+30x40")
                .quiet(
                        "30m",
                        "steelyard_polls_total{" + LABELS + "}",
                        "0+60x40",
                        "steelyard_skipped_polls_total{" + LABELS + "}",
                        "0+1x40");
    }

    private static Alert throttled() {
        return Alert.warning("SteelyardThrottled")
                .when("avg_over_time(steelyard_api_circuit_open[10m]) > 0.5", "5m")
                .says(
                        "The balancer asks Steelyard to call less often.",
                        "{{ $labels.instance }} was told to wait (429 or 503 with Retry-After) for {{ $value | humanizePercentage }} of 10 minutes.")
                .means("Hardly a poll gets through, so next to nothing is decided.")
                .check("Who else uses the same token or quota; what limit the balancer's API has.")
                .mend("Raise `poll.interval`, or have the limit raised.")
                .on("steelyard-agent")
                .fires(
                        "20m",
                        OF,
                        "a:9790 was told to wait (429 or 503 with Retry-After) for 100% of 10 minutes.",
                        "steelyard_api_circuit_open{" + LABELS + "}",
                        "1x30")
                .quiet("20m", "steelyard_api_circuit_open{" + LABELS + "}", "0 0 0 1 0 0 0 0x30");
    }

    private static Alert reloadFailed() {
        return Alert.warning("SteelyardConfigReloadFailed")
                .when("max_over_time(steelyard_config_last_reload_successful[5m]) == 0", "10m")
                .says(
                        "A file of the configuration could not be loaded.",
                        "{{ $labels.instance }} refused a file of its configuration and goes on with the old one.")
                .means(
                        "The agent works, with what the file said before. A restart would fail; if only a key was changed that takes a restart, it would take the new file.")
                .check(
                        "`steelyard status`: which file (the configuration, or its `http.web_config_file`), since when, the first mistake and what ends it.")
                .check(
                        "`steelyard check FILE`, with the configuration, names every mistake in both with its line; the log does so too.")
                .mend("Correct the file; it is read again by itself.")
                .on("steelyard-agent")
                .fires(
                        "20m",
                        OF,
                        "a:9790 refused a file of its configuration and goes on with the old one.",
                        "steelyard_config_last_reload_successful{" + LABELS + "}",
                        "0x30")
                .quiet("20m", "steelyard_config_last_reload_successful{" + LABELS + "}", "1 0 0 1x30");
    }

    private static Alert shapeCallsFailing() {
        return Alert.critical("SteelyardShapeCallsFailing")
                .when("""
                        policy:steelyard_shape_call_failures:ratio_rate15m > 0.5
                        and sum without (reason) (increase(steelyard_shape_call_failures_total[15m])) > 2
                        """, "5m")
                .says(
                        "Most changes of weights fail.",
                        "{{ $value | humanizePercentage }} of the changes that policy {{ $labels.policy }} on {{ $labels.instance }} sent within 15 minutes failed.")
                .means("The weights stay as they are, or are not known to be as wanted. Load is not balanced.")
                .check(
                        "`steelyard_shape_call_failures_total` by reason: `rejected` is a right or a limit of the balancer, `timeout` a slow API, `read_back` somebody who overwrites, `error` anything else.")
                .check(
                        "The log line of the change says what the balancer answered; on HAProxy the socket needs `level admin`.")
                .mend("Give the right or mend the API. Until then set `mode: propose` to stop the tries.")
                .on("steelyard-policies")
                .fires(
                        "30m",
                        OF + " policy=web",
                        "75% of the changes that policy web on a:9790 sent within 15 minutes failed.",
                        "steelyard_shape_calls_total{" + LABELS + ",policy=\"web\"}",
                        "0+4x40",
                        "steelyard_shape_call_failures_total{" + LABELS + ",policy=\"web\",reason=\"timeout\"}",
                        "0+3x40",
                        "steelyard_shape_call_failures_total{" + LABELS + ",policy=\"web\",reason=\"error\"}",
                        "0x40")
                .quiet(
                        "30m",
                        "steelyard_shape_calls_total{" + LABELS + ",policy=\"web\"}",
                        "0+4x40",
                        "steelyard_shape_call_failures_total{" + LABELS + ",policy=\"web\",reason=\"timeout\"}",
                        "0x10 1x30");
    }

    private static Alert evaluationFailing() {
        return Alert.warning("SteelyardPolicyEvaluationFailing")
                .when("increase(steelyard_policy_evaluation_failures_total[10m]) > 0", "5m")
                .says(
                        "A policy fails when it is evaluated.",
                        "Policy {{ $labels.policy }} on {{ $labels.instance }} threw or returned nonsense {{ $value | humanize }} times within 10 minutes.")
                .means("The endpoints in question keep their weights. This is a fault of the program or of a plug-in.")
                .check("The log has `policy_failed` with the reason.")
                .mend("Report it with the log line. Until then take the endpoint out of the policy.")
                .on("steelyard-policies")
                .fires(
                        "20m",
                        OF + " policy=web",
                        "Policy web on a:9790 threw or returned nonsense 10 times within 10 minutes.",
                        "steelyard_policy_evaluation_failures_total{" + LABELS + ",policy=\"web\"}",
                        "0+1x30")
                .quiet("20m", "steelyard_policy_evaluation_failures_total{" + LABELS + ",policy=\"web\"}", "3x30");
    }

    private static Alert notEvaluated() {
        return Alert.warning("SteelyardPolicyNotEvaluated")
                .when("""
                        (timestamp(steelyard_policy_last_evaluation_timestamp_seconds)
                          - steelyard_policy_last_evaluation_timestamp_seconds)
                        > on (job, instance) group_left () 10 * steelyard_poll_interval_seconds
                        and on (job, instance, policy) steelyard_policy_enabled == 1
                        and on (job, instance) steelyard_up == 1
                        """, "5m")
                .says(
                        "A policy is not evaluated any more.",
                        "Policy {{ $labels.policy }} on {{ $labels.instance }} has not been evaluated for {{ $value | humanizeDuration }}, though the balancer answers.")
                .means(
                        "Its endpoints keep their weights, whatever their load, and nothing says why: there are no decisions.")
                .check(
                        "Whether the balancer still has the endpoints that the policy is for: `steelyard check --online FILE`.")
                .check(
                        "Whether the program is stuck: a write that does not end, a plug-in that does not return (`jstack`).")
                .mend("Correct the policy's `endpoints`. If it is stuck, start it again and report it with the stacks.")
                .on("steelyard-policies")
                .fires(
                        "20m",
                        OF + " policy=web",
                        "Policy web on a:9790 has not been evaluated for 20m 0s, though the balancer answers.",
                        "steelyard_policy_last_evaluation_timestamp_seconds{" + LABELS + ",policy=\"web\"}",
                        "0x30",
                        "steelyard_policy_enabled{" + LABELS + ",policy=\"web\"}",
                        "1x30",
                        "steelyard_poll_interval_seconds{" + LABELS + "}",
                        "1x30",
                        "steelyard_up{" + LABELS + "}",
                        "1x30")
                .quiet(
                        "20m",
                        "steelyard_policy_last_evaluation_timestamp_seconds{" + LABELS + ",policy=\"web\"}",
                        "0+60x30",
                        "steelyard_policy_enabled{" + LABELS + ",policy=\"web\"}",
                        "1x30",
                        "steelyard_poll_interval_seconds{" + LABELS + "}",
                        "1x30",
                        "steelyard_up{" + LABELS + "}",
                        "1x30")
                .quiet(
                        "20m",
                        "steelyard_policy_last_evaluation_timestamp_seconds{" + LABELS + ",policy=\"web\"}",
                        "0x30",
                        "steelyard_policy_enabled{" + LABELS + ",policy=\"web\"}",
                        "0x30",
                        "steelyard_poll_interval_seconds{" + LABELS + "}",
                        "1x30",
                        "steelyard_up{" + LABELS + "}",
                        "1x30");
    }

    private static Alert flapping() {
        return Alert.warning("SteelyardPolicyFlapping")
                .when("increase(steelyard_policy_decisions_total{reason=\"flips\"}[10m]) > 0", "1m")
                .says(
                        "Weights went to and fro so often that an endpoint is frozen.",
                        "Policy {{ $labels.policy }} on {{ $labels.instance }} reversed the weights of an endpoint as often as guard.flips allows.")
                .means("The endpoint keeps its weights until the reversals are 10 minutes old.")
                .check(
                        "Weight and load of the endpoint over an hour: does the load follow the weight late, or swing by itself?")
                .check("Whether something else changes with the weights, such as an autoscaler or a second agent.")
                .mend(
                        "Raise `guard.settle` and `guard.dead_band`, lower `guard.max_step`; check `concurrency` of the policy.")
                .on("steelyard-policies")
                .fires(
                        "15m",
                        OF + " policy=web action=hold reason=flips",
                        "Policy web on a:9790 reversed the weights of an endpoint as often as guard.flips allows.",
                        "steelyard_policy_decisions_total{" + LABELS
                                + ",policy=\"web\",action=\"hold\",reason=\"flips\"}",
                        "0x8 0+5x20")
                .quiet(
                        "15m",
                        "steelyard_policy_decisions_total{" + LABELS
                                + ",policy=\"web\",action=\"hold\",reason=\"dead_band\"}",
                        "0+60x30");
    }

    private static Alert blocked() {
        return Alert.warning("SteelyardPolicyBlocked")
                .when("min_over_time(steelyard_policy_phase{phase=\"blocked\"}[5m]) == 1", "15m")
                .says(
                        "A policy is blocked.",
                        "Policy {{ $labels.policy }} on {{ $labels.instance }} has been held by a rule that ends by itself late or never.")
                .means("At least one of its endpoints keeps its weights, whatever its load.")
                .check(
                        "The reason in the log and in `/api/v1/status`: `operator_edit`, `panic`, `flips`, `self_test`, `not_effective` or `policy_failed`.")
                .mend(
                        "For an operator's edit: re-arm the endpoint. For `panic`: bring the backends back. For `self_test`: correct the policy's `concurrency`. For `not_effective`: find what decides instead of the weights, such as sticky sessions or a second balancer; the decision has the numbers, docs/concepts.md the rule. Else see the alert of that name.")
                .on("steelyard-policies")
                .fires(
                        "30m",
                        OF + " policy=web phase=blocked",
                        "Policy web on a:9790 has been held by a rule that ends by itself late or never.",
                        "steelyard_policy_phase{" + LABELS + ",policy=\"web\",phase=\"blocked\"}",
                        "1x40")
                .quiet(
                        "30m",
                        "steelyard_policy_phase{" + LABELS + ",policy=\"web\",phase=\"blocked\"}",
                        "1x8 0 1x8 0 1x8 0 1x10",
                        "steelyard_policy_phase{" + LABELS + ",policy=\"web\",phase=\"idle\"}",
                        "1x40");
    }

    private static Alert weightDrift() {
        return Alert.warning("SteelyardWeightDrift")
                .when("""
                        abs(steelyard_route_desired_weight - steelyard_route_weight) > 0
                        and on (job, instance) steelyard_dry_run == 0
                        and on (job, instance) steelyard_paused == 0
                        """, "10m")
                .says(
                        "A route has had another weight than is wanted for long.",
                        "Route {{ $labels.route }} of {{ $labels.endpoint }} is {{ $value | humanize }} off the weight that {{ $labels.instance }} wants.")
                .means("The agent cannot bring its decision into force, or is held on its way.")
                .check("Failures and skipped changes by reason on the dashboard; the newest decisions on the page.")
                .mend("Depends on the reason; often SteelyardShapeCallsFailing or SteelyardWeightConflict fires too.")
                .on("steelyard-endpoint")
                .fires(
                        "20m",
                        OF + " endpoint=www route=a",
                        "Route a of www is 50 off the weight that a:9790 wants.",
                        "steelyard_route_desired_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "150x30",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "100x30",
                        "steelyard_dry_run{" + LABELS + "}",
                        "0x30",
                        "steelyard_paused{" + LABELS + "}",
                        "0x30")
                .quiet(
                        "20m",
                        "steelyard_route_desired_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "150x30",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "100x30",
                        "steelyard_dry_run{" + LABELS + "}",
                        "1x30",
                        "steelyard_paused{" + LABELS + "}",
                        "0x30");
    }

    private static Alert weightConflict() {
        return Alert.warning("SteelyardWeightConflict")
                .when("increase(steelyard_shape_conflicts_total[15m]) > 0", "0m")
                .says(
                        "Somebody else changes weights that Steelyard owns.",
                        "The weights of {{ $labels.endpoint }} were changed by somebody else; {{ $labels.instance }} leaves that endpoint alone.")
                .means("The endpoint keeps what the other one set. The others are not touched.")
                .check("The log line `operator_edit` says which weights changed from what to what, and when.")
                .check("Who did it: an operator, a script, a second agent, a reload of the balancer?")
                .mend(
                        "If it was meant: take the endpoint out of the policy while it lasts. If not: re-arm it (`steelyard rearm ENDPOINT --reason TEXT`, or on the page); `guard.rearm_after` does so by itself.")
                .on("steelyard-endpoint")
                .fires(
                        "12m",
                        OF + " endpoint=www",
                        "The weights of www were changed by somebody else; a:9790 leaves that endpoint alone.",
                        "steelyard_shape_conflicts_total{" + LABELS + ",endpoint=\"www\"}",
                        "0x9 1x20")
                .quiet("12m", "steelyard_shape_conflicts_total{" + LABELS + ",endpoint=\"www\"}", "1x30");
    }

    private static Alert paused() {
        return Alert.info("SteelyardPaused")
                .when("steelyard_paused == 1", "4h")
                .says(
                        "Steelyard has been paused for long.",
                        "All policies on {{ $labels.instance }} have been paused for more than 4 hours.")
                .means("Weights stay as they are; nothing follows the load.")
                .check("Who paused it and why: the audit file or the page.")
                .mend("Let it go on, or leave it and silence this.")
                .fires(
                        "5h",
                        OF,
                        "All policies on a:9790 have been paused for more than 4 hours.",
                        "steelyard_paused{" + LABELS + "}",
                        "1x320")
                .quiet("5h", "steelyard_paused{" + LABELS + "}", "1x120 0 1x200");
    }

    private static Alert routeNoBackends() {
        return Alert.critical("SteelyardRouteNoBackends")
                .when("steelyard_route_weight > 0 and steelyard_backends == 0", "2m")
                .says(
                        "A route has weight, but no backend.",
                        "Route {{ $labels.route }} of {{ $labels.endpoint }} has weight {{ $value }} and no live backend.")
                .means("What the balancer sends there fails, unless the balancer itself skips empty routes.")
                .check(
                        "Where its backends are: the deployment, their health checks, the selector in `steelyard_route_info`.")
                .mend(
                        "Bring the backends back, or set the route's weight to 0. Steelyard leaves it by steps unless a rule holds it: see its decisions.")
                .on("steelyard-endpoint")
                .fires(
                        "5m",
                        OF + " endpoint=www route=a",
                        "Route a of www has weight 50 and no live backend.",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x10",
                        "steelyard_backends{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "0x10")
                .quiet(
                        "5m",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "0x10",
                        "steelyard_backends{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "0x10");
    }

    private static Alert noHealthyRoute() {
        return Alert.critical("SteelyardEndpointNoHealthyRoute")
                .when("sum without (route) (steelyard_backends * (steelyard_route_weight > bool 0)) == 0", "1m")
                .says(
                        "An endpoint has no route with weight and backends.",
                        "No route of {{ $labels.endpoint }} has both weight and a live backend.")
                .means("Its traffic has nowhere to go.")
                .check("Which routes have backends and which have weight, on the dashboard.")
                .mend(
                        "Give weight to a route with backends by hand: `steelyard weights ENDPOINT ROUTE=WEIGHT --reason TEXT`, or on the balancer if no orders are taken. Steelyard never leaves an endpoint without weight, but does not revive one either.")
                .on("steelyard-endpoint")
                .fires(
                        "5m",
                        OF + " endpoint=www",
                        "No route of www has both weight and a live backend.",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x10",
                        "steelyard_backends{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "0x10",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"b\"}",
                        "0x10",
                        "steelyard_backends{" + LABELS + ",endpoint=\"www\",route=\"b\"}",
                        "4x10")
                .quiet(
                        "5m",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x10",
                        "steelyard_backends{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "0x10",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"b\"}",
                        "1x10",
                        "steelyard_backends{" + LABELS + ",endpoint=\"www\",route=\"b\"}",
                        "4x10");
    }

    private static Alert uneven() {
        return Alert.warning("SteelyardEndpointUneven")
                .when("""
                        min_over_time(steelyard_endpoint_imbalance_ratio[10m]) > 1.25
                        and on (job, instance) steelyard_dry_run == 0
                        and on (job, instance) steelyard_paused == 0
                        and on (job, instance, endpoint) steelyard_route_desired_weight
                        """, "20m")
                .says(
                        "An endpoint stays unevenly loaded.",
                        "The busiest route of {{ $labels.endpoint }} has {{ $value | humanize }} times the mean load, though {{ $labels.instance }} may act.")
                .means("Some backends work much harder than others; answers from them are slower.")
                .check("What the policy says about it: the newest decision and its reason.")
                .check(
                        "Whether weights still change the load: a limit of the guard (`floor`, `max_step`), a `concurrency` that does not fit, load that does not come from these requests.")
                .check(
                        "Whether it is split for the least response time (`objective: min-latency`): then loads differ on purpose.")
                .mend(
                        "Widen the limit or correct `concurrency`; see docs/concepts.md. With `objective: min-latency` leave the endpoint out of this alert.")
                .on("steelyard-endpoint")
                .fires(
                        "45m",
                        OF + " endpoint=www",
                        "The busiest route of www has 1.5 times the mean load, though a:9790 may act.",
                        "steelyard_endpoint_imbalance_ratio{" + LABELS + ",endpoint=\"www\"}",
                        "1.5x60",
                        "steelyard_dry_run{" + LABELS + "}",
                        "0x60",
                        "steelyard_route_desired_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x60",
                        "steelyard_paused{" + LABELS + "}",
                        "0x60")
                .quiet(
                        "45m",
                        "steelyard_endpoint_imbalance_ratio{" + LABELS + ",endpoint=\"www\"}",
                        "1.5x5 1.05x4 1.5x5 1.05x4 1.5x5 1.05x40",
                        "steelyard_dry_run{" + LABELS + "}",
                        "0x60",
                        "steelyard_route_desired_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x60",
                        "steelyard_paused{" + LABELS + "}",
                        "0x60")
                .quiet(
                        "45m",
                        "steelyard_endpoint_imbalance_ratio{" + LABELS + ",endpoint=\"www\"}",
                        "1.5x60",
                        "steelyard_dry_run{" + LABELS + "}",
                        "0x60",
                        "steelyard_route_desired_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x60",
                        "steelyard_paused{" + LABELS + "}",
                        "1x60")
                .quiet(
                        "45m",
                        "steelyard_endpoint_imbalance_ratio{" + LABELS + ",endpoint=\"www\"}",
                        "1.5x60",
                        "steelyard_dry_run{" + LABELS + "}",
                        "0x60",
                        "steelyard_paused{" + LABELS + "}",
                        "0x60");
    }

    private static Alert overloaded() {
        return Alert.warning("SteelyardRouteOverloaded")
                .when("""
                        steelyard_route_load > ignoring (route) group_left () 2 * (steelyard_endpoint_load > 0)
                        and steelyard_route_weight > 0
                        """, "10m")
                .says(
                        "A route is loaded twice as much as its endpoint.",
                        "Route {{ $labels.route }} of {{ $labels.endpoint }} has a load of {{ $value | humanize }}, more than twice the endpoint's mean.")
                .means(
                        "Its backends are near their limit while others have room. Also fires where Steelyard only observes.")
                .check("Whether the agent may act (`steelyard_dry_run`) and what it decides.")
                .check(
                        "Whether it is split for the least response time (`objective: min-latency`): then loads differ on purpose.")
                .mend(
                        "Let it act, or give the route less weight or more backends. With `objective: min-latency` leave the endpoint out of this alert.")
                .on("steelyard-endpoint")
                .fires(
                        "20m",
                        OF + " endpoint=www route=a",
                        "Route a of www has a load of 90, more than twice the endpoint's mean.",
                        "steelyard_route_load{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "90x30",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "10x30",
                        "steelyard_endpoint_load{" + LABELS + ",endpoint=\"www\"}",
                        "30x30")
                .quiet(
                        "20m",
                        "steelyard_route_load{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "50x30",
                        "steelyard_route_weight{" + LABELS + ",endpoint=\"www\",route=\"a\"}",
                        "10x30",
                        "steelyard_endpoint_load{" + LABELS + ",endpoint=\"www\"}",
                        "30x30");
    }

    private static Alert seriesDropped() {
        return Alert.warning("SteelyardSeriesDropped")
                .when("increase(steelyard_series_dropped_total[15m]) > 0", "10m")
                .says(
                        "Series are left out because of the limit.",
                        "{{ $labels.instance }} leaves out series of endpoints and routes: there are more than metrics.max_series.")
                .means("Dashboards and alerts do not see all routes. Decisions are not affected.")
                .check("`steelyard_endpoints`, `sum(steelyard_routes)`, and whether the number of routes is meant.")
                .mend(
                        "Raise `metrics.max_series`, lower `metrics.level`, or choose endpoints with `metrics.include` and `exclude`.")
                .on("steelyard-agent")
                .fires(
                        "30m",
                        OF,
                        "a:9790 leaves out series of endpoints and routes: there are more than metrics.max_series.",
                        "steelyard_series_dropped_total{" + LABELS + "}",
                        "0+100x40")
                .quiet("30m", "steelyard_series_dropped_total{" + LABELS + "}", "700x40");
    }

    private static Alert errorsLogged() {
        return Alert.info("SteelyardErrorsLogged")
                .when("increase(steelyard_log_events_total{level=\"error\"}[15m]) > 0", "0m")
                .says(
                        "Steelyard logged an error.",
                        "{{ $labels.instance }} logged {{ $value | humanize }} lines at level error within 15 minutes.")
                .means("Something happened that nobody expected. The weights stay as they are where a decision failed.")
                .check("The lines, with their stack traces.")
                .mend("Report it.")
                .on("steelyard-agent")
                .fires(
                        "12m",
                        OF + " level=error",
                        "a:9790 logged 12 lines at level error within 15 minutes.",
                        "steelyard_log_events_total{" + LABELS + ",level=\"error\"}",
                        "0+1x20")
                .quiet(
                        "12m",
                        "steelyard_log_events_total{" + LABELS + ",level=\"error\"}",
                        "2x20",
                        "steelyard_log_events_total{" + LABELS + ",level=\"warn\"}",
                        "0+1x20");
    }

    private static Alert trafficDropped() {
        return Alert.warning("SteelyardEndpointTrafficDropped")
                .when("""
                        steelyard_endpoint_requests_per_second
                        < 0.1 * (avg_over_time(steelyard_endpoint_requests_per_second[1h] offset 1d) > 10)
                        """, "10m")
                .says(
                        "An endpoint has a tenth of yesterday's traffic.",
                        "{{ $labels.endpoint }} has {{ $value | humanize }} requests per second, less than a tenth of the same hour yesterday.")
                .means("Requests do not reach the balancer, or clients have gone.")
                .check("What stands before the balancer: DNS, certificates, the network.")
                .mend("Not Steelyard's to mend. Off by default: load `optional.yaml` where traffic is steady.")
                .on("steelyard-endpoint")
                .fires(
                        "1d1h",
                        OF + " endpoint=www",
                        "www has 5 requests per second, less than a tenth of the same hour yesterday.",
                        "steelyard_endpoint_requests_per_second{" + LABELS + ",endpoint=\"www\"}",
                        "100x1440 5x100")
                .quiet(
                        "1d1h",
                        "steelyard_endpoint_requests_per_second{" + LABELS + ",endpoint=\"www\"}",
                        "100x1440 60x100");
    }
}
