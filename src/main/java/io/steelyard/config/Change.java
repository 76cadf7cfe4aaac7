package io.steelyard.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One difference between two configurations.
 *
 * @param key its full path, such as {@code guard.max_step}
 * @param before as a file would have it; {@code <secret>} for a secret, also when it changed, and the path of one that is
 *     in a file
 * @param live whether it takes effect without a restart
 */
public record Change(String key, String before, String after, boolean live) {

    /**
     * Every difference that the files make, in the order of the reference. A secret's file that holds another secret now is
     * none: who uses it reads it again.
     */
    public static List<Change> between(Config before, Config after) {
        List<Change> changes = new ArrayList<>();
        for (RecordComponent component : Config.class.getRecordComponents()) {
            compare(
                    Components.key(component),
                    Components.value(component, before),
                    Components.value(component, after),
                    Components.setting(component).live(),
                    changes);
        }
        return List.copyOf(changes);
    }

    private static void compare(
            String key, @Nullable Object before, @Nullable Object after, boolean live, List<Change> changes) {
        if (before instanceof Optional<?> one && after instanceof Optional<?> other) {
            compare(key, one.orElse(null), other.orElse(null), live, changes);
        } else if (before instanceof Record one
                && after instanceof Record other
                && one.getClass() == other.getClass()
                && Components.isRecord(one.getClass())) {
            for (RecordComponent component : one.getClass().getRecordComponents()) {
                String inner = key + "." + Components.key(component);
                boolean innerLive = live || Components.setting(component).live();
                compare(
                        inner,
                        Components.value(component, one),
                        Components.value(component, other),
                        innerLive,
                        changes);
            }
        } else if (before instanceof List<?> one
                && after instanceof List<?> other
                && ofBlocks(one)
                && ofBlocks(other)) {
            for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
                compare(key + "[" + i + "]", element(one, i), element(other, i), live, changes);
            }
        } else if (!same(before, after)) {
            boolean files = (before == null || ofFile(before)) && (after == null || ofFile(after));
            String written = files ? Components.fileKey(key) : key;
            changes.add(new Change(written, text(before), text(after), live));
        }
    }

    private static boolean ofFile(@Nullable Object value) {
        return value instanceof Secret secret && secret.file().isPresent();
    }

    private static boolean same(@Nullable Object before, @Nullable Object after) {
        if (before instanceof Secret one && after instanceof Secret other) {
            return one.file().isPresent() ? one.file().equals(other.file()) : one.equals(other);
        }
        return text(before).equals(text(after)); // a regular expression equals no other, so their texts are compared
    }

    private static boolean ofBlocks(List<?> list) {
        return list.stream().allMatch(element -> Components.isRecord(element.getClass()));
    }

    private static @Nullable Object element(List<?> list, int index) {
        return index < list.size() ? list.get(index) : null;
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Secret secret && secret.file().isPresent()) {
            return secret.file().get().toString();
        }
        return value == null ? "null" : String.valueOf(EffectiveYaml.plain(value));
    }

    /** Such as {@code guard.max_step: 0.2 -> 0.1}. */
    @Override
    public String toString() {
        return key + ": " + (before.equals(after) ? "another secret" : before + " -> " + after);
    }
}
