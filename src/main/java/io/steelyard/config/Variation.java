package io.steelyard.config;

import io.steelyard.model.SettingException;
import io.steelyard.policy.Configured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** A policy under other values for some keys of its Guard and its parameters, read and checked as a file is. */
public final class Variation {

    private static final String GUARD = "guard";
    private static final String PARAMETERS = "parameters";

    private Variation() {}

    /**
     * A key that may have another value.
     *
     * @param setting what may be written; its key is a full path from the policy, such as {@code guard.max_step}
     * @param value as a file would have it; null where nothing is set
     */
    public record Key(SettingRow setting, @Nullable Object value) {}

    /**
     * The policy with what the text says in place of its own values.
     *
     * @param text YAML, or JSON: {@code {guard: {max_step: 0.1}, parameters: {concurrency: 8}}}; variables stand for
     *     nothing in it
     * @throws SettingException with every problem, on one line
     */
    public static PolicySettings of(PolicySettings present, String text) {
        Problems problems = new Problems("");
        Node node = YamlReader.read(text, problems).orElse(Components.emptyBlock());
        Block block = Block.of(new Place("", node, null), problems);
        PolicySettings varied = block == null ? null : bound(present, block, problems);
        if (varied == null || !problems.isEmpty()) {
            throw new SettingException(
                    "", problems.inOrder().stream().map(Variation::told).collect(Collectors.joining("; ")));
        }
        return varied;
    }

    private static @Nullable PolicySettings bound(PolicySettings present, Block block, Problems problems) {
        block.refuseUnknown(List.of(GUARD, PARAMETERS));
        Binder binder = Binder.ofStranger(problems);
        GuardSettings guard = part(present.guard(), block, GUARD, binder);
        Record parameters = part(present.parameters().parameters(), block, PARAMETERS, binder);
        return guard == null || parameters == null
                ? null
                : new PolicySettings(
                        present.name(),
                        present.type(),
                        present.endpoints(),
                        new Configured.OfAllocator(present.parameters().factory(), parameters),
                        present.limiters(),
                        present.signals(),
                        guard);
    }

    @SuppressWarnings("unchecked") // the class of a T makes a T
    private static <T extends Record> @Nullable T part(T present, Block block, String key, Binder binder) {
        Node given = block.get(key);
        return given == null ? present : binder.record((Class<T>) present.getClass(), block.at(key, given), present);
    }

    private static String told(Problem problem) {
        return (problem.key().isEmpty() ? "the settings: " : problem.key() + ": ") + problem.message();
    }

    /** What may be varied, in the order of the reference. */
    public static List<Key> keys(PolicySettings policy) {
        List<Key> keys = new ArrayList<>();
        add(GUARD, policy.guard(), keys);
        add(PARAMETERS, policy.parameters().parameters(), keys);
        return keys;
    }

    private static void add(String block, Record settings, List<Key> keys) {
        Map<String, @Nullable Object> values = EffectiveYaml.tree(settings);
        SettingRow.of(settings.getClass()).stream()
                .filter(row -> values.containsKey(row.key()))
                .forEach(row -> keys.add(new Key(row.under(block), values.get(row.key()))));
    }

    /** What differs, such as {@code guard.max_step: 0.2 -> 0.1}. */
    public static List<String> changes(PolicySettings present, PolicySettings varied) {
        List<Key> after = keys(varied);
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < after.size(); i++) {
            Key before = keys(present).get(i);
            if (!Objects.equals(before.value(), after.get(i).value())) {
                changes.add(before.setting().key() + ": " + before.value() + " -> "
                        + after.get(i).value());
            }
        }
        return changes;
    }
}
