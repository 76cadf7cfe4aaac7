package io.steelyard.config;

import io.steelyard.policy.Configured;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A configuration as a file that says all of it, also the defaults; secrets as {@code <secret>}. */
public final class EffectiveYaml {

    private EffectiveYaml() {}

    /** What {@link ConfigLoader} reads as an equal configuration, if it has no secret that stands in the file. */
    public static String of(Config config) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setSplitLines(false);
        return new Yaml(options).dump(tree((Record) config));
    }

    /** The same as maps, lists and scalars. */
    public static Map<String, @Nullable Object> tree(Config config) {
        return tree((Record) config);
    }

    /**
     * One value of the effective configuration.
     *
     * @param key its full path, such as {@code policies[0].guard.floor}
     * @param value as the file would have it; null where nothing is set
     * @param origin see {@link Origins#of}
     */
    public record Row(String key, @Nullable Object value, String origin) {}

    /** Every value, in the order of the reference, with its origin. */
    public static List<Row> rows(Config config, Origins origins) {
        List<Row> rows = new ArrayList<>();
        collect("", tree(config), origins, rows);
        return List.copyOf(rows);
    }

    private static void collect(String path, @Nullable Object value, Origins origins, List<Row> rows) {
        if (value instanceof Map<?, ?> block) {
            block.forEach((key, inner) -> collect(path.isEmpty() ? "" + key : path + "." + key, inner, origins, rows));
        } else if (value instanceof List<?> list && list.stream().anyMatch(Map.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                collect(path + "[" + i + "]", list.get(i), origins, rows);
            }
        } else {
            rows.add(new Row(path, value, origins.of(path)));
        }
    }

    static Map<String, @Nullable Object> tree(Record settings) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : settings.getClass().getRecordComponents()) {
            put(tree, component, Components.value(component, settings));
        }
        return tree;
    }

    private static void put(Map<String, @Nullable Object> tree, RecordComponent component, Object value) {
        String key = Components.key(component);
        Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (!Components.setting(component).by().isEmpty()) {
            tree.put(key, tree(((Configured) value).parameters()));
        } else if (content instanceof Secret secret && secret.file().isPresent()) {
            tree.put(Components.fileKey(key), secret.file().get().toString());
        } else if (content == null && Components.content(component) == Secret.class) {
            tree.put(Components.fileKey(key), null);
        } else if (content != null || !Components.isRecord(Components.content(component))) {
            tree.put(key, content == null ? null : plain(content));
        }
    }

    /** A value as a file would have it. */
    static Object plain(Object value) {
        if (value instanceof List<?> list) {
            List<Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(plain(element)));
            return elements;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> entries = new TreeMap<>();
            map.forEach((key, element) -> entries.put(key.toString(), plain(element)));
            return entries;
        }
        if (value instanceof Configured configured) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put(Binder.TYPE, configured.factory().type());
            tree.putAll(tree(configured.parameters()));
            return tree;
        }
        if (value instanceof Record settings && Components.isRecord(settings.getClass())) {
            return tree(settings);
        }
        return value instanceof Number || value instanceof Boolean ? value : escape(Scalars.format(value));
    }

    private static String escape(String text) {
        return text.replace("${", "$${");
    }
}
