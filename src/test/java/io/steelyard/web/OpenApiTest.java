package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.steelyard.metrics.Scene;
import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Hold;
import io.steelyard.model.LogLevel;
import io.steelyard.model.Mode;
import io.steelyard.model.Move;
import io.steelyard.model.Note;
import io.steelyard.model.Weights;
import io.steelyard.operator.Order;
import io.steelyard.operator.Plan;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The description of the API is made of the records that are answered, and the answers are held against it. */
class OpenApiTest {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private final Map<String, Object> schemas = new TreeMap<>();

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            map.put(String.valueOf(pairs[at]), pairs[at + 1]);
        }
        return map;
    }

    private Object schema(AnnotatedType annotated) {
        Type type = annotated.getType();
        Map<String, Object> schema;
        if (annotated instanceof AnnotatedParameterizedType of) {
            AnnotatedType[] arguments = of.getAnnotatedActualTypeArguments();
            schema = ((ParameterizedType) type).getRawType() == List.class
                    ? map("type", "array", "items", schema(arguments[0]))
                    : map("type", "object", "additionalProperties", schema(arguments[1]));
        } else if (type instanceof Class<?> record && record.isRecord()) {
            schema = reference(record);
        } else if (type == String.class) {
            schema = map("type", "string");
        } else if (type == boolean.class || type == Boolean.class) {
            schema = map("type", "boolean");
        } else if (type == double.class || type == Double.class) {
            schema = map("type", "number");
        } else {
            schema = map("type", "integer");
        }
        if (!annotated.isAnnotationPresent(Nullable.class)) {
            return schema;
        }
        if (schema.containsKey("$ref")) {
            return map("nullable", true, "allOf", List.of(schema));
        }
        schema.put("nullable", true);
        return schema;
    }

    private Map<String, Object> reference(Class<?> record) {
        String name = record.getSimpleName();
        if (!schemas.containsKey(name)) {
            schemas.put(name, Map.of());
            Map<String, Object> properties = new LinkedHashMap<>();
            for (RecordComponent component : record.getRecordComponents()) {
                properties.put(
                        SnakeCaseStrategy.INSTANCE.translate(component.getName()),
                        schema(component.getAnnotatedType()));
            }
            schemas.put(
                    name,
                    map(
                            "type",
                            "object",
                            "additionalProperties",
                            false,
                            "required",
                            new ArrayList<>(properties.keySet()),
                            "properties",
                            properties));
        }
        return map("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> answer(String what, Class<?> record) {
        return content(what, reference(record));
    }

    private Map<String, Object> either(String what) {
        return content(
                what, map("oneOf", List.of(reference(OrderJson.Fault.class), reference(OrderJson.Answered.class))));
    }

    private static Map<String, Object> content(String what, Map<String, Object> schema) {
        return map("description", what, "content", map("application/json", map("schema", schema)));
    }

    private Map<String, Object> reads(String summary, Class<?> record, Object... parameters) {
        Map<String, Object> get = map("summary", summary);
        if (parameters.length > 0) {
            get.put("parameters", List.of(parameters));
        }
        get.put("responses", map("200", answer("as things stand", record)));
        return map("get", get);
    }

    private static Map<String, Object> parameter(String name, String in, String help) {
        return map(
                "name",
                name,
                "in",
                in,
                "required",
                in.equals("path"),
                "description",
                help,
                "schema",
                map("type", "string"));
    }

    private Map<String, Object> orders(String summary, String members, Object... parameters) {
        Map<String, Object> properties = map(
                "reason", map("type", "string", "description", "why; stands on the page and in the audit log"),
                "for",
                        map(
                                "type",
                                "string",
                                "description",
                                "after which it ends by itself, 1s to 365d",
                                "example",
                                "30m"),
                "by", map("type", "string", "description", "the name of whoever gives the order"),
                "preview", map("type", "boolean", "description", "true: say what it would change, and change nothing"),
                "basis",
                        map(
                                "type",
                                "string",
                                "description",
                                "that of a preview's answer: if it would do something else by now it is refused (409),"
                                        + " except for a pause"));
        List<String> required = new ArrayList<>(List.of("reason"));
        if (members.equals("mode")) {
            properties.put("mode", map("type", "string", "enum", List.of("observe", "propose", "act")));
            required.add("mode");
        }
        if (members.equals("level")) {
            properties.put("level", map("type", "string", "enum", List.of("error", "warn", "info", "debug", "trace")));
            required.add("level");
        } else if (members.equals("weights")) {
            properties.put(
                    "weights",
                    map(
                            "type",
                            "object",
                            "description",
                            "route id to weight; routes that are not named keep theirs",
                            "additionalProperties",
                            map("type", "integer", "minimum", 0)));
            required.add("weights");
        }
        Map<String, Object> post = map("summary", summary, "security", List.of(map("admin", List.of())));
        if (parameters.length > 0) {
            post.put("parameters", List.of(parameters));
        }
        post.put(
                "requestBody",
                map(
                        "required",
                        true,
                        "content",
                        map(
                                "application/json",
                                map(
                                        "schema",
                                        map(
                                                "type",
                                                "object",
                                                "additionalProperties",
                                                false,
                                                "required",
                                                required,
                                                "properties",
                                                properties)))));
        post.put(
                "responses",
                map(
                        "200", answer("obeyed, or previewed", OrderJson.Answered.class),
                        "400", answer("the body is not right", OrderJson.Fault.class),
                        "401", answer("no token", OrderJson.Fault.class),
                        "403",
                                answer(
                                        "a wrong token, a foreign Host or Origin, or orders are not taken",
                                        OrderJson.Fault.class),
                        "404", answer("no such policy or endpoint", OrderJson.Fault.class),
                        "405", answer("not POST", OrderJson.Fault.class),
                        "409", either("not as things stand now; a refused write answers with its outcome"),
                        "413", answer("the body is larger than 64KB", OrderJson.Fault.class),
                        "422", either("such weights cannot be set; a refused write answers with its outcome"),
                        "429",
                                answer(
                                        "more than 30 at once and one each second; without the token 100",
                                        OrderJson.Fault.class),
                        "502", answer("sent, but not in force; with the outcome", OrderJson.Answered.class),
                        "503",
                                answer(
                                        "the audit log cannot be written, or the agent is being stopped",
                                        OrderJson.Fault.class)));
        return map("post", post);
    }

    private Map<String, Object> decision() {
        return map(
                "get",
                map(
                        "summary",
                        "One decision, with the requests to the balancer as they were sent and its answers",
                        "parameters",
                        List.of(parameter("sequence", "path", "its number, which no other run of the agent has")),
                        "responses",
                        map(
                                "200",
                                answer("in full", DecisionsJson.One.class),
                                "404",
                                answer(
                                        "no such decision, of before the start, or not kept any more",
                                        OrderJson.Fault.class))));
    }

    private Map<String, Object> scale() {
        return map(
                "get",
                map(
                        "summary",
                        "How many backends a route should have, for autoscalers",
                        "parameters",
                        List.of(
                                parameter("endpoint", "path", "the endpoint's pattern, percent-encoded"),
                                parameter("route", "path", "the route, percent-encoded")),
                        "responses",
                        map(
                                "200",
                                answer("desired_backends, backends, and the numbers behind them", Scale.Advised.class),
                                "400",
                                answer("the address is not well-formed", OrderJson.Fault.class),
                                "404",
                                answer("no such endpoint, or no policy advises on it", OrderJson.Fault.class),
                                "503",
                                answer("nothing to scale by: too old, or not known", OrderJson.Fault.class))));
    }

    private Map<String, Object> trial(Map<String, Object> endpoint) {
        Map<String, Object> block = map("type", "object", "additionalProperties", map());
        return map(
                "post",
                map(
                        "summary",
                        "What its policy would decide by other settings, on what is remembered; changes nothing",
                        "parameters",
                        List.of(endpoint),
                        "requestBody",
                        map(
                                "required",
                                false,
                                "content",
                                map(
                                        "application/json",
                                        map(
                                                "schema",
                                                map(
                                                        "type",
                                                        "object",
                                                        "additionalProperties",
                                                        false,
                                                        "properties",
                                                        map("guard", block, "parameters", block)),
                                                "example",
                                                map(
                                                        "guard",
                                                        map("max_step", 0.1, "cooldown", "10s"),
                                                        "parameters",
                                                        map("concurrency", 8))))),
                        "responses",
                        map(
                                "200", answer("both decisions, now and on each reading", TrialJson.Tried.class),
                                "400", answer("the settings are not right", OrderJson.Fault.class),
                                "403", answer("a foreign Host or Origin", OrderJson.Fault.class),
                                "404", answer("no such endpoint", OrderJson.Fault.class),
                                "405", answer("not POST", OrderJson.Fault.class),
                                "409", answer("no policy has the endpoint", OrderJson.Fault.class),
                                "413", answer("the body is larger than 64KB", OrderJson.Fault.class),
                                "429",
                                        answer(
                                                "more than 10 at once and one each second, or others are waiting",
                                                OrderJson.Fault.class),
                                "503", answer("nothing can be tried here", OrderJson.Fault.class))));
    }

    private static Map<String, Object> reload() {
        return map(
                "post",
                map(
                        "summary",
                        "Reads the configuration again; only with http.lifecycle",
                        "parameters",
                        List.of(parameter("preview", "query", "true: say what it would change, and change nothing")),
                        "responses",
                        map(
                                "200",
                                map(
                                        "description",
                                        "in force: what changed, a line each",
                                        "content",
                                        map("text/plain", map())),
                                "403",
                                map("description", "not allowed, or a foreign Host or Origin"),
                                "405",
                                map("description", "not POST"),
                                "422",
                                map(
                                        "description",
                                        "refused, what counted before still does: what is wrong, a line each",
                                        "content",
                                        map("text/plain", map())),
                                "429",
                                map("description", "too many"))));
    }

    /** Whatever is asked for may be refused before it is looked at. */
    @SuppressWarnings("unchecked")
    private void refused(String path, Object methods) {
        ((Map<String, Object>) methods).forEach((method, operation) -> {
            Map<String, Object> responses =
                    (Map<String, Object>) Objects.requireNonNull(((Map<String, Object>) operation).get("responses"));
            Function<String, Object> fault = what -> path.startsWith("/api/")
                    ? answer(what, OrderJson.Fault.class)
                    : map("description", what, "content", map("text/plain", map()));
            responses.putIfAbsent("400", fault.apply("the address or its headers are not well-formed"));
            responses.putIfAbsent(
                    "401", fault.apply("where there are users: a user and a password, or the admin token"));
            responses.putIfAbsent("500", fault.apply("a fault of the agent's own, which its log tells"));
            if (method.equals("get")) {
                responses.put(
                        "421",
                        fault.apply("over plain HTTP without users: a Host that is not a name of this listener"));
            }
        });
    }

    private Map<String, Object> document() {
        Map<String, Object> endpoint = parameter("pattern", "path", "the endpoint's pattern, percent-encoded");
        Map<String, Object> policy = parameter("name", "path", "the policy's name");
        Map<String, Object> paths = new LinkedHashMap<>();
        paths.put("/api/v1/status", reads("How the agent does", StatusJson.Status.class));
        paths.put("/api/v1/snapshot", reads("Endpoints and routes as last seen", SnapshotJson.Snapshot.class));
        paths.put("/api/v1/policies", reads("Policies, and where each is", PoliciesJson.Policies.class));
        paths.put("/api/v1/decisions", reads("The last decisions, the newest first", DecisionsJson.Decisions.class));
        paths.put("/api/v1/decisions/{sequence}", decision());
        paths.put(
                "/api/v1/history",
                reads(
                        "The last half hour of every route, in steps of ten seconds",
                        Past.HistoryJson.class,
                        parameter("endpoint", "query", "only this endpoint; may be given several times")));
        paths.put(
                "/api/v1/events",
                map(
                        "get",
                        map(
                                "summary",
                                "Server-sent events: snapshot, mode, decision, outcome",
                                "description",
                                "The id of an event is the generation of the snapshot. A snapshot event with base null is"
                                        + " whole; else it holds what changed since the event with sequence base. Holds in a row"
                                        + " that say the same are one decision, with the same sequence and a growing count.",
                                "parameters",
                                List.of(
                                        parameter(
                                                "Last-Event-ID",
                                                "header",
                                                "decisions since this generation are sent again"),
                                        parameter("since", "query", "the same, for those who cannot set the header")),
                                "responses",
                                map(
                                        "200",
                                        map(
                                                "description",
                                                "until the reader goes away",
                                                "content",
                                                map("text/event-stream", map())),
                                        "503",
                                        answer("too many readers", OrderJson.Fault.class)))));
        paths.put(
                "/api/v1/config",
                reads("Every value of the configuration, and where it comes from", ConfigJson.Shown.class));
        paths.put("/-/reload", reload());
        paths.put("/api/v1/scale/{endpoint}/{route}", scale());
        paths.put("/api/v1/run", orders("Polls and decides soon, not only at the next tick", ""));
        paths.put("/api/v1/pause", orders("No more writes", ""));
        paths.put("/api/v1/resume", orders("Writes again", ""));
        paths.put("/api/v1/mode", orders("Another mode; for: back to the configured one after that", "mode"));
        paths.put(
                "/api/v1/log-level",
                orders("Another level of the log; for: back to the configured one after that", "level"));
        paths.put("/api/v1/policies/{name}/pause", orders("No more writes of this policy", "", policy));
        paths.put("/api/v1/policies/{name}/resume", orders("Writes of this policy again", "", policy));
        paths.put(
                "/api/v1/endpoints/{pattern}/shape",
                orders("Sets weights by hand; the policy leaves the endpoint alone from then on", "weights", endpoint));
        paths.put(
                "/api/v1/endpoints/{pattern}/revert",
                orders(
                        "Takes back the newest write that was not taken back yet, by hand: each goes one further back. The text"
                                + " and takes_back say which",
                        "",
                        endpoint));
        paths.put("/api/v1/endpoints/{pattern}/what-if", trial(endpoint));
        paths.put("/api/v1/endpoints/{pattern}/rearm", orders("Gives the endpoint back to its policy", "", endpoint));
        paths.forEach(this::refused);
        return map(
                "openapi",
                "3.0.3",
                "info",
                map(
                        "title", "Steelyard",
                        "version", "v1",
                        "description",
                                "What the agent knows and does, and how to stop it. Unknown values are null. Whatever goes wrong is answered"
                                        + " with an object whose error says what, also at a path that does not exist (404) and"
                                        + " for a method that is not served there (405)."),
                "paths",
                paths,
                "components",
                map("securitySchemes", map("admin", map("type", "http", "scheme", "bearer")), "schemas", schemas));
    }

    @Test
    void the_file_is_what_the_records_say() throws Exception {
        String text = YAML.writeValueAsString(document());
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(DescribedApi.FILE, text);
        }
        assertThat(Files.readString(DescribedApi.FILE))
                .as("mvn -Dtest=OpenApiTest -Dgolden.write=true test writes it anew")
                .isEqualTo(text);
    }

    @Test
    void an_order_is_answered_as_the_file_describes_it() throws Exception {
        Scene scene = new Scene();
        Decision.Reweigh decision =
                scene.reweigh("www", Map.of("a", 60, "b", 40, "c", 0), Map.of("a", 50, "b", 50, "c", 0));
        Note note = new Note("alice", "deploy", scene.now(), Optional.of(scene.now()));
        Control before = Control.of(scene.now(), Mode.ACT);
        Control after = before.pause(note)
                .pause("web", note)
                .hold("www", new Hold(note, Map.of("a", 60)))
                .mode(Mode.PROPOSE, note)
                .log(LogLevel.DEBUG, note);
        Move move = new Move(scene.now(), decision, Map.of("a", 2), Weights.of(Map.of("a", 1)), OptionalDouble.empty());
        Plan plan = new Plan(
                before,
                after,
                Optional.of(new Plan.Change("www", Map.of("a", 1), Map.of("a", 2), Optional.of(move))),
                new Plan.Suspended(Optional.of(new Edit(scene.now(), List.of())), false),
                Optional.of(scene.applied(decision)),
                Optional.of("takes back"));
        new DescribedApi()
                .conforms(
                        new ObjectMapper()
                                .readTree(Json.bytes(OrderJson.of(
                                        new Journal(scene.settings()).view(),
                                        new Order.Revert("www"),
                                        false,
                                        plan,
                                        each -> Optional.of(7L)))),
                        "Answered");
    }
}
