package io.steelyard.config;

import io.steelyard.policy.PolicyTypes;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A YAML file of another kind than the configuration, read as strictly: a record whose components have settings, and
 * where its values stand. Immutable.
 */
public final class SettingsFile<T extends Record> {

    private final Path file;
    private final Node top;
    private final T value;

    private SettingsFile(Path file, Node top, T value) {
        this.file = file;
        this.top = top;
        this.value = value;
    }

    /**
     * Reads a file; empty if there is any problem. Environment variables stand for nothing in it. Blocks.
     *
     * @param file as the user calls it; relative paths in it start from its folder
     * @param problems told of every problem, in the order of the file
     */
    public static <T extends Record> Optional<SettingsFile<T>> read(
            Path file, Class<T> type, Consumer<Problem> problems) {
        Problems found = new Problems(file.toString());
        Optional<Node> written = ConfigLoader.text(file, found).flatMap(text -> YamlReader.read(text, found));
        if (written.isEmpty() && found.isEmpty()) {
            return nothing(file, type, problems);
        }
        T value = written.map(top -> bound(file, type, top, found)).orElse(null);
        found.inOrder().forEach(problems);
        return found.isEmpty()
                ? Optional.of(new SettingsFile<>(file, written.orElseThrow(), Objects.requireNonNull(value)))
                : Optional.empty();
    }

    /** Of a file that says nothing, which is as good as any where every key has a default. */
    private static <T extends Record> Optional<SettingsFile<T>> nothing(
            Path file, Class<T> type, Consumer<Problem> problems) {
        Node top = Components.emptyBlock();
        Problems missing = new Problems(file.toString());
        T value = bound(file, type, top, missing);
        if (value == null || !missing.isEmpty()) {
            problems.accept(new Problem(
                    file.toString(), 0, 0, "", "is empty; its keys are " + String.join(", ", Components.keys(type))));
            return Optional.empty();
        }
        return Optional.of(new SettingsFile<>(file, top, value));
    }

    private static <T extends Record> @Nullable T bound(Path file, Class<T> type, Node top, Problems problems) {
        Path parent = file.toAbsolutePath().getParent();
        Variables none = new Variables(name -> null);
        return new Binder(problems, none, parent == null ? file : parent, PolicyTypes.load()).bind(type, top);
    }

    /** What the file says. */
    public T value() {
        return value;
    }

    /** Something wrong with a value that only its use shows, at the place of its key. */
    public Problem problem(String key, String message) {
        Problems one = new Problems(file.toString());
        Block block = Block.of(new Place("", top, null), one);
        one.add(block == null ? top.getStartMark() : block.markOf(key), key, message);
        return one.inOrder().get(0);
    }
}
