package io.steelyard.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The keys that have one place in a file, so that they can be named outside of it: all but those in a list. */
final class Keys {

    private static final String PREFIX = "STEELYARD_";

    /**
     * A key.
     *
     * @param path such as {@code http.listen}
     * @param list whether its value is a list
     */
    record Key(String path, boolean list) {

        /** The environment variable that sets it, such as STEELYARD_HTTP_LISTEN. */
        String variable() {
            return PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
        }
    }

    static final List<Key> ALL = of(Config.class, "");

    private Keys() {}

    /** Whether the value of the key is a list; false for a key that is not known. */
    static boolean isList(String path) {
        return ALL.stream().anyMatch(key -> key.list() && key.path().equals(path));
    }

    /** What the environment sets. A value is taken as it is: only a file's values refer to variables. */
    static List<Given> in(Function<String, @Nullable String> environment) {
        return ALL.stream()
                .flatMap(key -> Optional.ofNullable(environment.apply(key.variable()))
                        .map(value -> new Given(key.path(), value.replace("${", "$${"), key.variable()))
                        .stream())
                .toList();
    }

    private static List<Key> of(Class<?> type, String before) {
        List<Key> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String path = before + Components.key(component);
            Type content = Components.content(component);
            if (content instanceof Class<?> plain && Components.isRecord(plain)) {
                keys.addAll(of(plain, path + "."));
            } else if (!Components.setting(component).planned()) {
                keys.add(new Key(path, !(content instanceof Class<?>)));
                if (content == Secret.class) {
                    keys.add(new Key(Components.fileKey(path), false));
                }
            }
        }
        return List.copyOf(keys);
    }
}
