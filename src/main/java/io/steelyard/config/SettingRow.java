package io.steelyard.config;

import io.steelyard.model.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A key of the configuration, for people who want to know what they may write.
 *
 * @param type what a value is, such as {@code duration} or {@code restore|report}
 * @param standard the default as YAML; empty if the key is required or may be left out
 * @param required true if it must be given
 * @param min the least value; empty if there is none
 * @param max the greatest value; empty if there is none
 */
public record SettingRow(
        String key,
        String type,
        Optional<String> standard,
        boolean required,
        Optional<String> min,
        Optional<String> max,
        String help) {

    private static final Map<Class<?>, String> NAMES = Map.of(
            int.class, "integer",
            long.class, "integer",
            Integer.class, "integer",
            Long.class, "integer",
            double.class, "number",
            Double.class, "number",
            BaseUrl.class, "URL",
            ControlSocket.class, "path or HOST:PORT",
            HostPort.class, "HOST:PORT",
            ByteSize.class, "size");

    /** The keys of a block, in the order of its record; a block within it has a row for each of its keys. */
    public static List<SettingRow> of(Class<? extends Record> block) {
        return of("", block).toList();
    }

    private static Stream<SettingRow> of(String prefix, Class<? extends Record> block) {
        return Arrays.stream(block.getRecordComponents()).flatMap(component -> of(prefix, component));
    }

    private static Stream<SettingRow> of(String prefix, RecordComponent component) {
        String key = prefix + Components.key(component);
        Type content = Components.content(component);
        Type element = element(content);
        SettingRow row = of(key, component, content);
        if (!Components.isRecord(element)) {
            return Stream.of(row);
        }
        String within = key + (content == element ? "." : "[].");
        return Stream.concat(Stream.of(row), of(within, ((Class<?>) element).asSubclass(Record.class)));
    }

    private static SettingRow of(String key, RecordComponent component, Type content) {
        Setting setting = Components.setting(component);
        boolean optional = Components.isOptional(component);
        return new SettingRow(
                key,
                name(content),
                given(setting.value()),
                !optional && setting.value().isEmpty() && setting.by().isEmpty() && !Components.isRecord(content),
                given(setting.min()),
                given(setting.max()),
                setting.help());
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Type element(Type type) {
        return type instanceof ParameterizedType many ? last(many) : type;
    }

    private static Type last(ParameterizedType many) {
        Type[] arguments = many.getActualTypeArguments();
        return arguments[arguments.length - 1];
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType many) {
            return (many.getRawType() == Map.class ? "map of " : "list of ") + name(last(many));
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants()).map(Scalars::format).collect(Collectors.joining("|"));
        }
        return Components.isRecord(plain)
                ? "block"
                : NAMES.getOrDefault(plain, plain.getSimpleName().toLowerCase(Locale.ROOT));
    }

    /** The same key within a block. */
    SettingRow under(String block) {
        return new SettingRow(block + "." + key, type, standard, required, min, max, help);
    }

    /** The range in words: {@code 0 to 1}, {@code at least 1s}; empty without one. */
    public String range() {
        if (min.isPresent() && max.isPresent()) {
            return min.get() + " to " + max.get();
        }
        return min.map(least -> "at least " + least)
                .or(() -> max.map(most -> "at most " + most))
                .orElse("");
    }
}
