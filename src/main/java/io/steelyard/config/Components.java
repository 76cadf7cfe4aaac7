package io.steelyard.config;

import io.steelyard.model.Setting;
import java.io.StringReader;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Node;

/** What a settings record says of itself. */
final class Components {

    // The default texts parsed: a few dozen for ever, as many as there are in the code.
    private static final Map<String, Node> STANDARDS = new ConcurrentHashMap<>();

    private Components() {}

    /** Every key that a block of this type may have. */
    static List<String> keys(Class<? extends Record> type) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            keys.add(key(component));
            if (content(component) == Secret.class) {
                keys.add(fileKey(key(component)));
            }
        }
        return keys;
    }

    /** maxStep is max_step. */
    static String key(RecordComponent component) {
        return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** The key that names a file with the secret. */
    static String fileKey(String key) {
        return key + "_file";
    }

    static Setting setting(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException(
                    component.getDeclaringRecord() + "." + component.getName() + " has no @Setting");
        }
        return setting;
    }

    static boolean isOptional(RecordComponent component) {
        return component.getType() == Optional.class;
    }

    /** The type of the component, or of what an Optional may hold. */
    static Type content(RecordComponent component) {
        return isOptional(component) ? argument(component.getGenericType()) : component.getGenericType();
    }

    static Type argument(Type generic) {
        return ((ParameterizedType) generic).getActualTypeArguments()[0];
    }

    static boolean isRecord(Type type) {
        return type instanceof Class<?> plain && plain.isRecord() && hasSettings(plain);
    }

    // A record without settings is a value with a text form, such as HostPort.
    private static boolean hasSettings(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        return components.length > 0
                && Arrays.stream(components).allMatch(component -> component.isAnnotationPresent(Setting.class));
    }

    /** The default as a node: what the setting says, or the empty block; null when there is none. */
    static @Nullable Node standard(Setting setting, Type type) {
        if (setting.value().isEmpty()) {
            return isRecord(type) ? emptyBlock() : null;
        }
        return STANDARDS.computeIfAbsent(setting.value(), text -> new Yaml().compose(new StringReader(text)));
    }

    static Node emptyBlock() {
        return STANDARDS.computeIfAbsent("{}", text -> new Yaml().compose(new StringReader(text)));
    }

    static Object value(RecordComponent component, Record record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** @throws IllegalArgumentException from the record's own checks */
    static <T extends Record> T make(Class<T> type, @Nullable Object[] values) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("cannot make " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type, e);
        }
    }
}
