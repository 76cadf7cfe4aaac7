package io.steelyard.config;

import io.steelyard.policy.PolicyTypes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a YAML file of another kind than the configuration: a record whose components have settings. */
public final class SettingsFile {

    private SettingsFile() {}

    /**
     * The record that the file gives; empty if there is any problem. Environment variables stand for nothing in it.
     *
     * @param file as the user calls it
     * @param problems told of every problem, in the order of the file
     */
    public static <T extends Record> Optional<T> read(Path file, Class<T> type, Consumer<Problem> problems) {
        Problems found = new Problems(file.toString());
        Optional<Node> node = ConfigLoader.text(file, found).flatMap(text -> YamlReader.read(text, found));
        if (node.isEmpty() && found.isEmpty()) {
            found.add(null, "", "is empty; its keys are " + String.join(", ", Components.keys(type)));
        }
        Path parent = file.toAbsolutePath().getParent();
        Binder binder =
                new Binder(found, new Variables(name -> null), parent == null ? file : parent, PolicyTypes.load());
        Optional<T> value = node.flatMap(top -> Optional.ofNullable(binder.bind(type, top)));
        List<Problem> all = found.inOrder();
        all.forEach(problems);
        return all.isEmpty() ? value : Optional.empty();
    }
}
