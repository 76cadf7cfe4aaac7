package io.steelyard.config;

import java.io.StringReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Text to nodes, for the plain part of YAML: one document, no aliases (so no bombs), no tags, nesting of at most 50.
 * Nothing is constructed from what the text names. No message repeats text of the file, which may be a secret.
 */
final class YamlReader {

    private static final int NESTING = 50;

    /** Who writes aliases writes many, and a bomb is made of them. */
    private static final int FAULTS = 10;

    private YamlReader() {}

    /** The only document; empty when there is none or when a problem was reported. */
    static Optional<Node> read(String text, Problems problems) {
        try {
            return plain(text, problems)
                    ? Optional.ofNullable(yaml().compose(new StringReader(text)))
                    : Optional.empty();
        } catch (MarkedYAMLException e) {
            Syntax syntax = Syntax.of(e, text);
            problems.add(syntax.mark(), "", syntax.message());
        } catch (ReaderException e) {
            problems.add(
                    markOf(text, e.getPosition()),
                    "",
                    "holds a character that YAML forbids, U+" + String.format("%04X", e.getCodePoint())
                            + "; remove it");
        } catch (YAMLException e) {
            problems.add(null, "", "is not YAML that can be read: it is nested or repeats itself too much");
        }
        return Optional.empty();
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(NESTING + 1);
        return new Yaml(options);
    }

    /** What is not plain is told, the first few of it; behind a second document or too deep nothing is looked at. */
    private static boolean plain(String text, Problems problems) {
        int faults = 0;
        int documents = 0;
        int depth = 0;
        for (Event event : yaml().parse(new StringReader(text))) {
            documents += event instanceof DocumentStartEvent ? 1 : 0;
            depth += event instanceof CollectionStartEvent
                    ? 1
                    : event.is(Event.ID.MappingEnd) || event.is(Event.ID.SequenceEnd) ? -1 : 0;
            boolean end = depth > NESTING || documents > 1;
            String fault = depth > NESTING
                    ? "is nested deeper than " + NESTING + " levels; a configuration needs 5"
                    : documents > 1 ? "a second document begins here; keep one document in a file" : fault(event);
            if (fault != null) {
                problems.add(event.getStartMark(), "", fault);
                faults++;
            }
            if (end || faults >= FAULTS) {
                return false;
            }
        }
        return faults == 0;
    }

    private static @Nullable String fault(Event event) {
        if (event instanceof AliasEvent) {
            return "an alias (*) is not supported; write the value out, or quote it if it is text";
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            return "an anchor (&) is not supported; remove it, or quote the value if it is text";
        }
        String tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : null;
        return tag == null ? null : "a tag (!) is not supported; remove it, or quote the value if it is text";
    }

    static Mark markOf(String text, int position) {
        String before = text.substring(0, Math.min(position, text.length()));
        int line = (int) before.chars().filter(c -> c == '\n').count();
        return new Mark("", position, line, position - before.lastIndexOf('\n') - 1, new int[0], 0);
    }
}
