package io.steelyard.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads a secret from its key, or from the file that its {@code *_file} key names. Reports no value. */
record SecretReader(Problems problems, Variables variables, Path folder) {

    /** The secret, or an Optional of it; null when a problem was reported. */
    @Nullable
    Object read(Block block, String key, boolean optional) {
        Node inline = present(block.get(key));
        String fileKey = Components.fileKey(key);
        Node file = present(block.get(fileKey));
        if (inline != null && file != null) {
            problems.add(block.markOf(fileKey), block.path(fileKey), "cannot be set beside " + key + "; remove one");
            return null;
        }
        if (inline == null && file == null) {
            if (!optional) {
                problems.add(
                        block.mark(),
                        block.path(fileKey),
                        "is required; name a file that holds the token, or give " + key);
            }
            return optional ? Optional.empty() : null;
        }
        String chosen = file != null ? fileKey : key;
        Secret secret = read(block.path(chosen), file != null ? file : inline, file != null);
        return optional && secret != null ? Optional.of(secret) : secret;
    }

    private @Nullable Node present(@Nullable Node node) {
        return node instanceof ScalarNode scalar && isEmpty(scalar) ? null : node;
    }

    private boolean isEmpty(ScalarNode scalar) {
        try {
            return Place.isNull(scalar, variables.fill(scalar.getValue()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private @Nullable Secret read(String path, @Nullable Node node, boolean fromFile) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.add(
                    node == null ? null : node.getStartMark(),
                    path,
                    "must be one value, not a list or a block of keys");
            return null;
        }
        String shown = fromFile ? '"' + scalar.getValue() + "\" " : "";
        try {
            String text = variables.fill(scalar.getValue());
            return fromFile ? Secret.in(folder.resolve(Scalars.path(text))) : Secret.of(text);
        } catch (IOException e) {
            problems.add(node.getStartMark(), path, shown + "cannot be read: " + cause(e));
        } catch (IllegalArgumentException e) {
            problems.add(node.getStartMark(), path, shown + e.getMessage());
        }
        return null;
    }

    private static String cause(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied; let the user that runs this read it";
        }
        return (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                + "; it must be a file that holds the secret, and a relative path starts from the folder of the"
                + " configuration";
    }
}
