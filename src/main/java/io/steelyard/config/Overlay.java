package io.steelyard.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Puts values from outside of the file over the file's nodes; their marks say where they came from. */
final class Overlay {

    private static final String OUTSIDE = "outside of the file: ";

    private Overlay() {}

    /** Where a value from outside was given; empty for a place in the file. */
    static Optional<String> origin(@Nullable Mark mark) {
        return mark != null && mark.getName().startsWith(OUTSIDE)
                ? Optional.of(mark.getName().substring(OUTSIDE.length()))
                : Optional.empty();
    }

    /** The file with the values put over it, the later over the earlier; null when there is neither. */
    static @Nullable Node over(@Nullable Node file, List<Given> values) {
        Node top = file;
        for (Given given : values) {
            Mark mark = new Mark(OUTSIDE + given.origin(), 0, 0, 0, new int[0], 0);
            top = set(top, given.key(), value(given, mark), mark);
        }
        return top;
    }

    private static Node set(@Nullable Node node, String path, Node value, Mark mark) {
        if (node != null && !(node instanceof MappingNode) && !Place.isNull(node)) {
            return node; // neither a block nor empty: the file's own fault, which will be reported
        }
        int dot = path.indexOf('.');
        String key = dot < 0 ? path : path.substring(0, dot);
        List<NodeTuple> tuples = new ArrayList<>();
        boolean found = false;
        for (NodeTuple tuple : node instanceof MappingNode mapping ? mapping.getValue() : List.<NodeTuple>of()) {
            String name = tuple.getKeyNode() instanceof ScalarNode word ? word.getValue() : "";
            if (name.equals(key) && !found) { // a second one stays, and is refused as in the file alone
                found = true;
                tuples.add(new NodeTuple(tuple.getKeyNode(), below(tuple.getValueNode(), path, dot, value, mark)));
            } else if (dot >= 0 || !isOtherWay(name, key)) {
                tuples.add(tuple);
            }
        }
        if (!found) {
            tuples.add(new NodeTuple(scalar(key, mark), below(null, path, dot, value, mark)));
        }
        Mark place = node == null ? mark : node.getStartMark();
        return new MappingNode(Tag.MAP, true, tuples, place, place, FlowStyle.BLOCK);
    }

    private static Node below(@Nullable Node node, String path, int dot, Node value, Mark mark) {
        return dot < 0 ? value : set(node, path.substring(dot + 1), value, mark);
    }

    /** A secret and the file that holds it are two ways to say the same; the one given outside wins. */
    private static boolean isOtherWay(String name, String key) {
        return name.equals(Components.fileKey(key)) || key.equals(Components.fileKey(name));
    }

    private static Node value(Given given, Mark mark) {
        if (!Keys.isList(given.key())) {
            return scalar(given.value(), mark);
        }
        String text = given.value().strip().replaceFirst("^\\[(.*)]$", "$1");
        List<Node> elements = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .<Node>map(element -> scalar(element, mark))
                .toList();
        return new SequenceNode(Tag.SEQ, true, new ArrayList<>(elements), mark, mark, FlowStyle.FLOW);
    }

    private static Node scalar(String text, Mark mark) {
        return new ScalarNode(Tag.STR, text, mark, mark, ScalarStyle.PLAIN);
    }
}
