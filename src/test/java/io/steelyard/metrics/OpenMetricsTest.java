package io.steelyard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMetricsTest {

    private static final String RIGHT = """
            # TYPE a counter
            # HELP a Things.
            a_total{x="1"} 3.0 # {decision_id="d-1"} 1.0 1772366400.000
            a_total{x="2"} 0.0
            # TYPE b histogram
            b_bucket{le="1.0"} 1
            b_bucket{le="+Inf"} 2
            b_count 2
            b_sum 4.0
            # TYPE c info
            c_info{text="two\\nlines, a \\"quote\\" and \\\\"} 1
            # TYPE d gauge
            d -1.5E-3
            # EOF
            """;

    @Test
    void a_fully_populated_agent_says_nothing_that_the_specification_forbids() {
        Scene scene = new Scene();
        AgentMetrics metrics = new AgentMetrics(scene.settings());
        List<String> names = OddNames.ZOO;
        assertThat(complaints(metrics)).as("before the first poll").isEmpty();
        metrics.accept(scene.seen(OddNames.endpoints()));
        for (String name : names) {
            Decision.Reweigh decision = scene.reweigh(name, Map.of(name, 1), Map.of(name, 2));
            metrics.accept(decision);
            metrics.accept(scene.applied(decision));
        }
        metrics.desiredBackends(names.get(0), Map.of(names.get(0), 3));
        metrics.evaluated("web", Duration.ofMillis(1));
        metrics.apiStarted();
        metrics.apiEnded("query", "200", Duration.ofMillis(1));
        metrics.apiRetried("query");
        metrics.reloaded(false, false);

        assertThat(complaints(metrics)).isEmpty();
        metrics.accept(scene.missed(Observation.Cause.TIMEOUT));
        scene.pass(Scene.INTERVAL.multipliedBy(4));
        assertThat(complaints(metrics)).as("when the snapshot is stale").isEmpty();
    }

    @Test
    void what_is_right_is_let_through() {
        assertThat(OpenMetrics.complaints(RIGHT)).isEmpty();
    }

    /** A reader that found nothing in anything would prove nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            # EOF                         | # END                          | does not end
            # TYPE d gauge                | # TYPE d dial                  | no such type
            # TYPE d gauge                | # TYPE d counter               | not a sample
            a_total{x="2"}                | a{x="2"}                       | not a sample
            a_total{x="2"}                | a_total{x="1"}                 | a series twice
            a_total{x="2"}                | a_total{x="2",x="3"}           | a label twice
            a_total{x="2"}                | a_total{x="2",}                | neither
            a_total{x="2"} 0.0            | a_total{x="2"} -1              | below 0
            a_total{x="2"} 0.0            | a_total{x="2"} 0,0             | neither
            a_total{x="2"} 0.0            | a_total{x="2"} 0.0 1772366400  | a time of its own
            d -1.5E-3                     | d  -1.5E-3                     | neither
            d -1.5E-3                     | a_total{x="9"} 1               | not a sample
            \\"quote\\"                     | "quote"                        | neither
            \\\\"} 1                        | \\\\"} 2                         | not 1
            # TYPE d gauge                | # TYPE a counter               | two pieces
            # HELP a Things.              | # TYPE a counter               | twice
            b_bucket{le="+Inf"} 2         | b_bucket{le="2.0"} 2           | no bucket of +Inf
            b_bucket{le="+Inf"} 2         | b_bucket{le="+Inf"} 0          | do not grow
            b_count 2                     | b_count 2 # {x="1"} 1          | where none may be
            """)
    void what_the_specification_forbids_is_found(String from, String to, String complaint) {
        String wrong = RIGHT.replace(from, to);

        assertThat(wrong).isNotEqualTo(RIGHT);
        assertThat(OpenMetrics.complaints(wrong)).anyMatch(each -> each.contains(complaint));
    }

    @Test
    void an_exemplar_that_is_too_long_is_found() {
        assertThat(OpenMetrics.complaints(RIGHT.replace("d-1", "d".repeat(118))))
                .anyMatch(each -> each.contains("129 characters"));
    }

    private static List<String> complaints(AgentMetrics metrics) {
        return OpenMetrics.complaints(Scraped.text(
                metrics.exposition().scrape("application/openmetrics-text;version=1.0.0", false, Set.of())));
    }
}
