package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The files for autoscalers, as far as they speak of us. */
class KubernetesFilesTest {

    private static final Path FOLDER = Path.of("docs/kubernetes");

    @Test
    void keda_asks_the_address_and_the_member_that_there_are_and_has_a_fallback() throws IOException {
        JsonNode spec = read("keda-scaledobject.yaml", "ScaledObject").path("spec");
        JsonNode metadata = spec.path("triggers").path(0).path("metadata");
        assertThat(spec.path("triggers").path(0).path("type").asText()).isEqualTo("metrics-api");
        assertThat(metadata.path("url").asText()).contains("/api/v1/scale/www.example.com/blue");
        assertThat(metadata.path("valueLocation").asText()).isEqualTo("desired_backends");
        assertThat(metadata.path("targetValue").asText()).isEqualTo("1");
        assertThat(spec.path("fallback").path("replicas").asInt()).isPositive();
    }

    @Test
    void the_adapter_and_the_HPA_name_the_gauge_that_is_exported() throws IOException {
        String gauge = "steelyard_route_desired_backends";
        JsonNode rule = new YAMLMapper()
                .readTree(FOLDER.resolve("prometheus-adapter-values.yaml").toFile())
                .path("rules")
                .path("external")
                .path(0);
        JsonNode metric = read("hpa.yaml", "HorizontalPodAutoscaler")
                .path("spec")
                .path("metrics")
                .path(0)
                .path("external");
        assertThat(rule.path("seriesQuery").asText()).isEqualTo(gauge);
        assertThat(rule.path("name").path("as").asText()).isEqualTo(gauge);
        assertThat(metric.path("metric").path("name").asText()).isEqualTo(gauge);
        assertThat(metric.path("metric").path("selector").path("matchLabels").fieldNames())
                .toIterable()
                .containsExactly("endpoint", "route");
        assertThat(metric.path("target").path("averageValue").asText()).isEqualTo("1");
        assertThat(Files.readString(Path.of("docs/metrics.md"))).contains(gauge);
    }

    private static JsonNode read(String file, String kind) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(FOLDER.resolve(file).toFile());
        assertThat(tree.path("kind").asText()).isEqualTo(kind);
        return tree;
    }
}
