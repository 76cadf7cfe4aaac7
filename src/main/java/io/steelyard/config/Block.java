package io.steelyard.config;

import io.steelyard.model.Suggestion;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The keys of one mapping, each once. */
final class Block {

    private final Place place;
    private final Problems problems;
    private final Map<String, NodeTuple> keys = new LinkedHashMap<>();

    private Block(Place place, Problems problems) {
        this.place = place;
        this.problems = problems;
    }

    /** Null, and a problem, when the node is neither a mapping nor empty. */
    static @Nullable Block of(Place place, Problems problems) {
        Block block = new Block(place, problems);
        if (place.node() instanceof MappingNode mapping) {
            mapping.getValue().forEach(block::add);
        } else if (!place.isNull()) {
            problems.add(place.mark(), place.path(), "must be a block of keys, each with a value: KEY: VALUE");
            return null;
        }
        return block;
    }

    private void add(NodeTuple tuple) {
        Mark mark = tuple.getKeyNode().getStartMark();
        if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
            problems.add(mark, place.path(), "has a key that is no word; write KEY: VALUE");
            return;
        }
        NodeTuple first = keys.putIfAbsent(name.getValue(), tuple);
        if (first != null) {
            int line = first.getKeyNode().getStartMark().getLine() + 1;
            problems.add(mark, path(name.getValue()), "stands here twice, first in line " + line + "; remove one");
        }
    }

    /** The same place with no key in it, of which nothing is told. */
    Block emptied() {
        return new Block(new Place(place.path(), Components.emptyBlock(), null), new Problems(""));
    }

    void refuseUnknown(Collection<String> known) {
        keys.forEach((name, tuple) -> {
            if (!known.contains(name)) {
                String remedy = known.isEmpty()
                        ? "none is known here, remove it"
                        : Suggestion.remedy(name, known, "known here: ");
                problems.add(tuple.getKeyNode().getStartMark(), path(name), "unknown key; " + remedy);
            }
        });
    }

    /** In the order of the file. */
    Set<String> keys() {
        return Collections.unmodifiableSet(keys.keySet());
    }

    /** The same place, but without one of the keys. */
    Place without(String key) {
        if (!(place.node() instanceof MappingNode mapping)) {
            return place;
        }
        List<NodeTuple> others = mapping.getValue().stream()
                .filter(tuple -> !(tuple.getKeyNode() instanceof ScalarNode name
                        && name.getValue().equals(key)))
                .toList();
        MappingNode rest = new MappingNode(
                mapping.getTag(), true, others, mapping.getStartMark(), mapping.getEndMark(), mapping.getFlowStyle());
        return new Place(place.path(), rest, place.instead());
    }

    @Nullable
    Node get(String key) {
        NodeTuple tuple = keys.get(key);
        return tuple == null ? null : tuple.getValueNode();
    }

    /** The place of a key's value, or of an empty block where there is none. */
    Place at(String key) {
        Node value = get(key);
        return at(key, value == null ? Components.emptyBlock() : value);
    }

    /** The place of a key's value. */
    Place at(String key, Node value) {
        return new Place(path(key), value, keys.containsKey(key) ? place.instead() : mark());
    }

    /**
     * Where the value of the key stands, or else the block.
     *
     * @param key may also be a path from here, such as {@code events[0].at}
     */
    Mark markOf(String key) {
        Node node = place.node();
        for (String step : key.split("[.\\[\\]]+", -1)) {
            node = step.isEmpty() ? node : below(node, step);
        }
        return place.instead() != null ? place.mark() : node.getStartMark();
    }

    /** The value of a key or the element of an index; the node itself if it has none. */
    private static Node below(Node node, String step) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                            && name.getValue().equals(step))
                    .map(NodeTuple::getValueNode)
                    .findFirst()
                    .orElse(node);
        }
        boolean index = node instanceof SequenceNode && step.matches("[0-9]{1,6}");
        List<Node> elements = index ? ((SequenceNode) node).getValue() : List.of();
        return index && Integer.parseInt(step) < elements.size() ? elements.get(Integer.parseInt(step)) : node;
    }

    Mark mark() {
        return place.mark();
    }

    String path() {
        return place.path();
    }

    String path(String key) {
        return place.path().isEmpty() ? key : place.path() + "." + key;
    }

    boolean isTop() {
        return place.path().isEmpty();
    }
}
