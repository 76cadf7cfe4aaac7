package io.steelyard.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Where the values of a configuration come from.
 *
 * @param byKey full path of a key to FILE:LINE, the name of an environment variable, or a flag; a key that is not in it
 *     has its default
 */
public record Origins(Map<String, String> byKey) {

    /** What {@link #of} says of a value that nobody gave. */
    public static final String DEFAULT = "default";

    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Za-z_][A-Za-z0-9_]*)");
    private static final Pattern INHERITED = Pattern.compile("policies\\[\\d+]\\.(guard\\..+)");

    public Origins {
        byKey = Map.copyOf(byKey);
    }

    static Origins of(String file, @Nullable Node top) {
        Map<String, String> found = new HashMap<>();
        collect(file, new Place("", top == null ? Components.emptyBlock() : top, null), found);
        return new Origins(found);
    }

    /** The origin of a key's value, by its full path. */
    public String of(String key) {
        Matcher inherited = INHERITED.matcher(key);
        return Optional.ofNullable(byKey.get(key))
                .or(() -> inherited.matches() ? Optional.ofNullable(byKey.get(inherited.group(1))) : Optional.empty())
                .orElse(DEFAULT);
    }

    private static void collect(String file, Place place, Map<String, String> found) {
        if (place.node() instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                String name = tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
                String path = place.path().isEmpty() ? name : place.path() + "." + name;
                collect(file, new Place(path, tuple.getValueNode(), null), found);
            }
        } else if (place.node() instanceof SequenceNode sequence) {
            found.put(place.path(), origin(file, sequence));
            List<Node> elements = sequence.getValue();
            for (int i = 0; i < elements.size(); i++) {
                collect(file, place.element(i, elements.get(i)), found);
            }
        } else {
            found.put(place.path(), origin(file, place.node()));
        }
    }

    private static String origin(String file, Node node) {
        return Overlay.origin(node.getStartMark())
                .orElseGet(() -> file + ":" + (node.getStartMark().getLine() + 1) + variables(node));
    }

    private static String variables(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            return "";
        }
        StringBuilder names = new StringBuilder();
        Matcher reference = VARIABLE.matcher(scalar.getValue());
        while (reference.find()) {
            names.append(", ").append(reference.group(1));
        }
        return names.toString();
    }
}
