package io.steelyard.config;

import io.steelyard.policy.PolicyTypes;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The types of policies that a file may name: it says itself where to look for more. */
final class Plugins {

    private Plugins() {}

    /** Those of the folder that the file names as {@code plugins.dir}, and those on the class path. */
    static PolicyTypes types(@Nullable Node file, Path folder, Variables variables, Problems problems) {
        ScalarNode dir = dir(file);
        if (dir == null) {
            return PolicyTypes.load();
        }
        try {
            String text = variables.fill(dir.getValue());
            return Place.isNull(dir, text) ? PolicyTypes.load() : PolicyTypes.load(folder.resolve(Scalars.path(text)));
        } catch (IOException e) {
            String message = "\"" + dir.getValue() + "\" is no folder that can be read; name the folder of the jars";
            problems.add(dir.getStartMark(), "plugins.dir", message);
        } catch (IllegalArgumentException e) {
            return PolicyTypes.load(); // reported when the key itself is read
        }
        return PolicyTypes.load();
    }

    private static @Nullable ScalarNode dir(@Nullable Node file) {
        Problems unheard = new Problems("");
        Block top = file == null ? null : Block.of(new Place("", file, null), unheard);
        Node plugins = top == null ? null : top.get("plugins");
        Block block = plugins == null ? null : Block.of(new Place("plugins", plugins, null), unheard);
        return block != null && block.get("dir") instanceof ScalarNode scalar ? scalar : null;
    }
}
