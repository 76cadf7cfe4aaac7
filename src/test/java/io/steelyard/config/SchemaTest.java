package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schema that is checked in, as an editor uses it. That it is what the program prints, {@code GeneratedFilesTest} checks. */
class SchemaTest {

    private static com.networknt.schema.Schema schema() throws IOException {
        String text = Files.readString(Path.of("config/steelyard.schema.json"));
        return SchemaRegistry.withDefaultDialect(Dialects.getDraft7()).getSchema(text);
    }

    private static List<String> errors(String yaml) throws IOException {
        return schema().validate(yaml, InputFormat.YAML).stream()
                .map(Error::toString)
                .toList();
    }

    static Stream<Path> shipped() throws IOException {
        return ExampleFilesTest.files();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void every_file_that_we_ship_fits_it_and_tells_the_editor_where_it_is(Path file) throws IOException {
        String text = Files.readString(file);
        String first = text.lines().findFirst().orElseThrow();

        assertThat(errors(text)).isEmpty();
        assertThat(first).startsWith("# yaml-language-server: $schema=");
        assertThat(file.resolveSibling(first.substring(first.indexOf('=') + 1)).normalize())
                .isEqualTo(Path.of("config/steelyard.schema.json"));
    }

    @Test
    void the_example_of_a_scenario_fits_the_schema_of_scenarios_and_a_slip_does_not() throws IOException {
        String scenario = Files.readString(Path.of("config/examples/scenarios/two-zones.yaml"));
        com.networknt.schema.Schema schema = SchemaRegistry.withDefaultDialect(Dialects.getDraft7())
                .getSchema(Files.readString(Path.of("config/scenario.schema.json")));

        assertThat(scenario).startsWith("# yaml-language-server: $schema=../../scenario.schema.json\n");
        assertThat(schema.validate(scenario, InputFormat.YAML)).isEmpty();
        assertThat(schema.validate(scenario.replace("traffic:", "trafic:"), InputFormat.YAML))
                .isNotEmpty();
        assertThat(schema.validate(scenario.replace("noise: 0.05", "noise: 2"), InputFormat.YAML))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "balancer: {type: haproxy, haproxy: }",
                "balancer: {type: haproxy, haproxy: {proxies: [1, web], samples: \"8\"}}",
                "balancer: {type: haproxy, haproxy: {}}\nguard: {floor: \"${FLOOR:-0.1}\", rearm_after: null}",
                "balancer: {type: haproxy, haproxy: {}}\n"
                        + "policies: [{parameters: {concurrency: 4}}, {name: b, endpoints: [x]}]",
                "balancer: {type: haproxy, haproxy: {}}\n"
                        + "policies: [{type: equal-load, parameters: {concurrency: inf}}]",
                "balancer: {type: \"${TYPE:-haproxy}\", haproxy: {socket: \"127.0.0.1:9999\"}}\nmode: \"${MODE:-act}\"",
                "balancer: {type: backplane, backplane: {url: \"https://b.example.com\", token: 12345}}\naudit:",
                "balancer: {type: simulator}\npolicies: [{type: static, parameters: {weights: {a: 1, b: 2.5}}}]",
                "balancer: {type: simulator}\npolicies: [{type: pid, limiters: [{type: evacuate, ramp: 1m}]}]",
                "balancer: {type: simulator}\npoll: {interval: 1m30s}\nhttp:\n  listen: \":0\""
            })
    void what_the_reader_accepts_fits_it(String yaml) throws IOException {
        assertThat(ConfigLoader.parse("test", yaml.replace("endpoints: [x]", "endpoints: [x]"), name -> null))
                .satisfiesAnyOf(
                        loaded -> assertThat(loaded).isInstanceOf(Loaded.Valid.class),
                        loaded -> assertThat(loaded.toString()).contains("can never match"));
        assertThat(errors(yaml)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "balancer: {type: haproxi}",
                "balancer: {}",
                "{}",
                "balancer: {type: haproxy, haproxy: {sockets: /x}}",
                "balancer: {type: backplane, backplane: {url: \"https://b.example.com\"}}",
                "balancer: {type: simulator}\npoll: {interval: 1}",
                "balancer: {type: simulator}\nguard: {floor: 0.7}",
                "balancer: {type: simulator}\nguard: {settle: 1.5}",
                "balancer: {type: simulator}\npolicies: [{type: equalload}]",
                "balancer: {type: simulator}\npolicies: [{type: equal-load, parameters: {concurency: 4}}]",
                "balancer: {type: simulator}\npolicies: [{limiters: [{type: evacuate, rampe: 1m}]}]",
                "balancer: {type: simulator}\npolicies: [{limiters: [{ramp: 1m}]}]",
                "balancer: {type: simulator}\npolicies: [{limiters: [{type: pid}]}]",
                "balancer: {type: simulator}\npolicies: [{type: static, parameters: {weights: {a: -1}}}]"
            })
    void an_editor_marks_a_mistake(String yaml) throws IOException {
        assertThat(errors(yaml)).isNotEmpty();
    }

    @Test
    void every_key_has_a_description_to_hover_over() throws IOException {
        assertThat(Files.readString(Path.of("config/steelyard.schema.json")))
                .contains("Half the sum of |change of share| that one decision may move.");
    }
}
