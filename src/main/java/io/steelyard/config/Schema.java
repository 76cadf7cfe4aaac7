package io.steelyard.config;

import io.steelyard.model.Setting;
import io.steelyard.policy.Configured;
import io.steelyard.policy.PolicyFactory;
import io.steelyard.policy.PolicyTypes;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The JSON Schema (draft-07, which editors know) of the file, made of the same records that read it. It accepts what
 * {@link ConfigLoader} accepts; the other way round it is coarser: what depends on several keys or on the machine is
 * known to the loader only.
 */
public final class Schema {

    private static final String VARIABLE = "\\$\\{";
    private static final String NUMBER = "^[+-]?[0-9.]+([eE][+-]?[0-9]+)?$|" + VARIABLE;
    private static final String DURATION =
            "^([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$|" + VARIABLE;

    private Schema() {}

    /** Of the configuration, as maps, lists and scalars, ready to be written as JSON. */
    public static Map<String, Object> tree() {
        return tree("Configuration of Steelyard", Config.class);
    }

    /** Of what {@link SettingsFile} reads. */
    public static Map<String, Object> tree(String title, Class<? extends Record> type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "http://json-schema.org/draft-07/schema#");
        schema.put("title", title);
        schema.putAll(block(type));
        return schema;
    }

    private static Map<String, Object> block(Class<?> type) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        List<Object> rules = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            Setting setting = Components.setting(component);
            String key = Components.key(component);
            if (Components.content(component) == Secret.class) {
                secret(component, key, properties, rules);
            } else {
                properties.put(key, choosing(type, key) ? type(setting) : property(component, setting));
                if (isRequired(component, setting)) {
                    required.add(key);
                }
            }
            if (!setting.by().isEmpty()) {
                rules.addAll(choices(key, setting.by()));
            }
        }
        Map<String, Object> block = new LinkedHashMap<>();
        // A block that needs nothing may also be left empty.
        block.put("type", required.isEmpty() && rules.isEmpty() ? List.of("object", "null") : "object");
        block.put("additionalProperties", false);
        if (!required.isEmpty()) {
            block.put("required", required);
        }
        block.put("properties", properties);
        if (!rules.isEmpty()) {
            block.put("allOf", rules);
        }
        return block;
    }

    /** Whether the value of the key names which record another key holds. */
    private static boolean choosing(Class<?> type, String key) {
        return Arrays.stream(type.getRecordComponents())
                .anyMatch(component -> Components.setting(component).by().equals(key));
    }

    private static Map<String, Object> type(Setting setting) {
        Map<String, Object> type = oneOf(PolicyFactory.Kind.ALLOCATOR);
        type.put("default", setting.value());
        return described(type, setting);
    }

    private static Map<String, Object> oneOf(PolicyFactory.Kind kind) {
        return anyOf(
                named("enum", PolicyTypes.load().names(kind)), named("type", "string", "pattern", VARIABLE), false);
    }

    private static boolean isRequired(RecordComponent component, Setting setting) {
        return !Components.isOptional(component)
                && setting.by().isEmpty()
                && setting.value().isEmpty()
                && !(Components.content(component) instanceof Class<?> plain && hasDefault(plain));
    }

    private static boolean hasDefault(Class<?> type) {
        return Components.isRecord(type)
                && Arrays.stream(type.getRecordComponents())
                        .noneMatch(component -> isRequired(component, Components.setting(component)));
    }

    private static void secret(
            RecordComponent component, String key, Map<String, Object> properties, List<Object> rules) {
        Setting setting = Components.setting(component);
        String file = Components.fileKey(key);
        for (String name : List.of(key, file)) {
            properties.put(name, described(setting.planned() ? reserved(setting) : text(true), setting));
        }
        if (!Components.isOptional(component)) {
            rules.add(Map.of("anyOf", List.of(Map.of("required", List.of(key)), Map.of("required", List.of(file)))));
        }
    }

    private static Map<String, Object> property(RecordComponent component, Setting setting) {
        Type type = Components.content(component);
        Map<String, Object> property = setting.planned()
                ? reserved(setting)
                : setting.by().isEmpty() ? value(type, setting, Components.isOptional(component)) : anyBlock();
        if (!setting.value().isEmpty()) {
            property.put("default", new Yaml(new SafeConstructor(new LoaderOptions())).load(setting.value()));
        }
        return described(property, setting);
    }

    private static Map<String, Object> described(Map<String, Object> property, Setting setting) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("description", setting.help());
        described.putAll(property);
        return described;
    }

    private static Map<String, Object> value(Type type, Setting setting, boolean optional) {
        if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
            return named(
                    "type", "object", "additionalProperties", value(map.getActualTypeArguments()[1], setting, false));
        }
        if (type instanceof ParameterizedType list) {
            return named("type", "array", "items", value(Components.argument(list), setting, false));
        }
        Class<?> plain = MethodType.methodType((Class<?>) type).unwrap().returnType();
        if (plain == Configured.OfLimiter.class) {
            return typed(PolicyFactory.Kind.LIMITER);
        }
        if (plain == Configured.OfSignal.class) {
            return typed(PolicyFactory.Kind.SIGNAL);
        }
        if (Components.isRecord(plain)) {
            return block(plain);
        }
        if (plain == int.class || plain == long.class || plain == double.class) {
            return number(plain, setting, optional);
        }
        if (plain == boolean.class) {
            return anyOf(
                    named("type", "boolean"),
                    named("type", "string", "pattern", "^(true|false)$|" + VARIABLE),
                    optional);
        }
        if (plain == Duration.class) {
            return named("type", optional ? List.of("string", "null") : "string", "pattern", DURATION);
        }
        if (plain.isEnum()) {
            return anyOf(named("enum", Scalars.words(plain)), named("type", "string", "pattern", VARIABLE), optional);
        }
        return text(optional);
    }

    private static Map<String, Object> number(Class<?> type, Setting setting, boolean optional) {
        Map<String, Object> number = named("type", type == double.class ? "number" : "integer");
        if (!setting.min().isEmpty()) {
            number.put("minimum", Scalars.parse(type, setting.min()));
        }
        if (!setting.max().isEmpty()) {
            number.put("maximum", Scalars.parse(type, setting.max()));
        }
        return anyOf(number, named("type", "string", "pattern", NUMBER), optional);
    }

    /** Any scalar: YAML takes a text that looks like a number for one, and the reader takes it for a text again. */
    private static Map<String, Object> text(boolean optional) {
        return named(
                "type",
                optional ? List.of("string", "number", "boolean", "null") : List.of("string", "number", "boolean"));
    }

    private static Map<String, Object> anyOf(Map<String, Object> one, Map<String, Object> other, boolean optional) {
        return named("anyOf", optional ? List.of(one, other, named("type", "null")) : List.of(one, other));
    }

    private static Map<String, Object> anyBlock() {
        return named("type", List.of("object", "null"));
    }

    /** A key of a version to come may say its default only. */
    private static Map<String, Object> reserved(Setting setting) {
        @Nullable
        Object standard = setting.value().isEmpty()
                ? null
                : new Yaml(new SafeConstructor(new LoaderOptions())).load(setting.value());
        List<@Nullable Object> allowed = new ArrayList<>();
        allowed.add(null);
        if (standard != null) {
            allowed.add(standard);
        }
        return named("enum", allowed);
    }

    /** A block that has a type and, beside it, the parameters of that type. */
    private static Map<String, Object> typed(PolicyFactory.Kind kind) {
        List<Object> choices = new ArrayList<>();
        for (PolicyFactory<?> factory : PolicyTypes.load().all()) {
            if (factory.kind() == kind) {
                Map<String, Object> block = block(factory.parameters());
                Map<String, Object> properties = named(Binder.TYPE, named("const", factory.type()));
                if (block.get("properties") instanceof Map<?, ?> own) {
                    own.forEach((key, value) -> properties.put(key.toString(), value));
                }
                block.put("properties", properties);
                choices.add(named(
                        "if", named("properties", named(Binder.TYPE, named("const", factory.type()))), "then", block));
            }
        }
        return named(
                "type",
                "object",
                "required",
                List.of(Binder.TYPE),
                "properties",
                named(Binder.TYPE, oneOf(kind)),
                "allOf",
                choices);
    }

    /** Which parameters there are depends on the type. */
    private static List<Object> choices(String key, String by) {
        List<Object> choices = new ArrayList<>();
        for (PolicyFactory<?> factory : PolicyTypes.load().all()) {
            if (factory.kind() == PolicyFactory.Kind.ALLOCATOR) {
                choices.add(named(
                        "if",
                        named("properties", named(by, named("const", factory.type())), "required", List.of(by)),
                        "then",
                        named("properties", named(key, block(factory.parameters())))));
            }
        }
        return choices;
    }

    private static Map<String, Object> named(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
