package io.steelyard.config;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A node and where it stands.
 *
 * @param path such as {@code policies[0].guard}; empty at the top
 * @param instead for a default, which stands nowhere in the file: where it would stand
 */
record Place(String path, Node node, @Nullable Mark instead) {

    Mark mark() {
        return instead != null ? instead : node.getStartMark();
    }

    Place element(int index, Node element) {
        return new Place(path + "[" + index + "]", element, instead);
    }

    /** Nothing was written, or {@code null}. */
    boolean isNull() {
        return isNull(node);
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    /** The same after variables were filled in: an empty variable without quotes is no value either. */
    static boolean isNull(ScalarNode node, String filled) {
        return node.getScalarStyle() == ScalarStyle.PLAIN
                && (filled.isEmpty() || filled.equals("null") || filled.equals("~"));
    }
}
