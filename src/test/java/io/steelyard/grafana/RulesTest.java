package io.steelyard.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.metrics.Catalogue;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

    private static final Pattern METRIC = Pattern.compile("(?<![:\\w])steelyard_[a-z_]+");
    private static final Pattern DURATION = Pattern.compile("(\\d+)(m|h|d)");

    static Stream<Path> files() {
        return RuleFiles.all().keySet().stream();
    }

    static Stream<Alert> alerts() {
        return Stream.concat(Rules.alerts().stream(), Rules.optional().stream());
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_file_is_what_the_rules_say(Path file) throws IOException {
        String written = RuleFiles.all().getOrDefault(file, "");
        if (Boolean.getBoolean("steelyard.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, written);
        }
        assertThat(Files.readString(file))
                .as("%s is out of date: mvn -Dtest=RulesTest -Dsteelyard.docs.write=true test", file)
                .isEqualTo(written);
    }

    @Test
    @RequiresProgram("promtool")
    void each_alert_fires_when_it_should_and_not_otherwise() throws IOException, InterruptedException {
        Programs.Result result = Programs.run("promtool", "test", "rules", "grafana/prometheus/tests.yaml");

        assertThat(result.output()).contains("SUCCESS").doesNotContain("FAILED");
        assertThat(result.exit()).isZero();
    }

    @Test
    @RequiresProgram("promtool")
    void promtool_has_nothing_to_say_about_the_rules_and_the_configuration() throws IOException, InterruptedException {
        for (String file : List.of("rules.yaml", "alerts.yaml", "optional.yaml")) {
            assertThat(Programs.run("promtool", "check", "rules", "--lint-fatal", "grafana/prometheus/" + file))
                    .satisfies(result -> assertThat(result.output()).contains("SUCCESS"))
                    .satisfies(result -> assertThat(result.exit()).isZero());
        }
        assertThat(Programs.run("promtool", "check", "config", "grafana/prometheus/prometheus.yml")
                        .output())
                .contains("SUCCESS")
                .doesNotContain("FAILED");
    }

    @Test
    void there_are_alerts_for_what_an_operator_must_know() {
        assertThat(Rules.alerts()).hasSizeGreaterThanOrEqualTo(14);
        assertThat(alerts().map(alert -> alert.name)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_says_all_that_the_person_on_call_needs(Alert alert) {
        assertThat(alert.name).matches("Steelyard([A-Z][a-z]+)+");
        assertThat(alert.summary).endsWith(".").doesNotContain("{{");
        assertThat(alert.description).endsWith(".").contains("{{");
        assertThat(alert.meaning).isNotBlank();
        assertThat(alert.checks).isNotEmpty();
        assertThat(alert.remedies).isNotEmpty();
        assertThat(Path.of("grafana/dashboards", alert.board + ".json")).exists();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void an_alert_has_a_case_that_fires_and_one_that_does_not(Alert alert) {
        assertThat(alert.cases).anyMatch(Alert.Case::firing).anyMatch(one -> !one.firing());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void one_event_is_enough_for_an_alert_on_a_counter(Alert alert) {
        Matcher increase = Pattern.compile("increase\\([^\\[]+\\[(\\w+)]\\)").matcher(alert.expression);
        while (increase.find()) {
            assertThat(minutes(increase.group(1))).as(alert.name).isGreaterThan(minutes(alert.lasts));
        }
    }

    @Test
    void every_metric_and_recorded_name_in_a_rule_exists() {
        Set<String> metrics =
                Arrays.stream(Catalogue.values()).map(Catalogue::metric).collect(Collectors.toSet());
        Set<String> recorded = Rules.recorded().stream().map(Recorded::name).collect(Collectors.toSet());
        Stream.concat(
                        alerts().map(alert -> alert.expression),
                        Rules.recorded().stream().map(Recorded::expression))
                .forEach(expression -> {
                    Matcher found = METRIC.matcher(expression);
                    while (found.find()) {
                        assertThat(metrics)
                                .as(expression)
                                .contains(found.group().replaceAll("_bucket$", ""));
                    }
                    Matcher levels = Pattern.compile("\\w+:\\w+:\\w+").matcher(expression);
                    while (levels.find()) {
                        assertThat(recorded).as(expression).contains(levels.group());
                    }
                });
        assertThat(recorded).allMatch(name -> name.matches("[a-z]+:steelyard_\\w+:\\w+"));
    }

    private static int minutes(String duration) {
        Matcher matcher = DURATION.matcher(duration);
        assertThat(matcher.matches()).as(duration).isTrue();
        int number = Integer.parseInt(matcher.group(1));
        return number * (matcher.group(2).equals("m") ? 1 : matcher.group(2).equals("h") ? 60 : 1440);
    }
}
