package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The description of the API as users get it; answers are held against it. */
final class DescribedApi {

    static final Path FILE = Path.of("src/main/resources/io/steelyard/web/openapi.yaml");

    private final JsonNode file;

    DescribedApi() throws IOException {
        file = new YAMLMapper().readTree(Files.readString(FILE));
    }

    Set<String> paths() {
        return names(file.path("paths"));
    }

    /** The members that the body of an order may have. */
    Set<String> members(String path) {
        return names(file.path("paths").path(path).at("/post/requestBody/content/application~1json/schema/properties"));
    }

    /** If the method is described, so are this status and everything in the body. */
    void covers(String method, String path, int status, String body) throws IOException {
        JsonNode operation = file.path("paths").path(path).path(method.toLowerCase(java.util.Locale.ROOT));
        if (operation.isMissingNode()) {
            return;
        }
        JsonNode answer = operation.path("responses").path(Integer.toString(status));
        assertThat(answer.isObject())
                .as("%s %s answers %d: %s", method, path, status, body)
                .isTrue();
        JsonNode schema = answer.at("/content/application~1json/schema");
        if (schema.isObject()) {
            conforms(new ObjectMapper().readTree(body), schema, path);
        }
    }

    void conforms(JsonNode value, String schema) {
        conforms(value, named(schema), schema);
    }

    private JsonNode named(String schema) {
        return file.at("/components/schemas").path(schema);
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Types, nullability, and that exactly the described members are there. */
    private void conforms(JsonNode value, JsonNode schema, String at) {
        if (value.isNull()) {
            assertThat(schema.path("nullable").asBoolean()).as(at + " is null").isTrue();
        } else if (schema.has("oneOf")) {
            oneOf(value, schema.path("oneOf"), at);
        } else if (schema.has("allOf")) {
            conforms(value, schema.at("/allOf/0"), at);
        } else if (schema.has("$ref")) {
            conforms(value, named(schema.path("$ref").asText().replaceFirst(".*/", "")), at);
        } else if (schema.has("properties")) {
            assertThat(names(value)).as(at).isEqualTo(names(schema.path("properties")));
            for (String name : names(value)) {
                conforms(value.path(name), schema.path("properties").path(name), at + "." + name);
            }
        } else if (schema.path("type").asText().equals("array")) {
            assertThat(value.isArray()).as(at).isTrue();
            for (JsonNode each : value) {
                conforms(each, schema.path("items"), at + "[]");
            }
        } else if (schema.path("type").asText().equals("object")) {
            for (Iterator<JsonNode> each = value.elements(); each.hasNext(); ) {
                conforms(each.next(), schema.path("additionalProperties"), at + ".*");
            }
        } else {
            scalar(value, schema.path("type").asText(), at);
        }
    }

    private void oneOf(JsonNode value, JsonNode schemas, String at) {
        List<AssertionError> faults = new ArrayList<>();
        for (JsonNode each : schemas) {
            try {
                conforms(value, each, at);
            } catch (AssertionError fault) {
                faults.add(fault);
            }
        }
        assertThat(faults).as(at + " is one of them").hasSize(schemas.size() - 1);
    }

    private static void scalar(JsonNode value, String type, String at) {
        boolean right = switch (type) {
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            default -> value.isNumber();
        };
        assertThat(right).as(at + ": " + value + " is no " + type).isTrue();
    }
}
