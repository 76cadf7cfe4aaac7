package io.steelyard.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.model.Observation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What open pages are told: events {@code snapshot}, {@code mode}, {@code decision} and {@code outcome}, whose id is
 * the generation. A reader that has the frame before gets what changed since, the same bytes as everybody; one that was
 * too slow gets a whole snapshot and all that it missed, as far as the journal has it. Nothing is queued for anybody.
 * Safe for use by several threads.
 */
final class Feed {

    /** How far back a reader that comes again can name where it was. */
    private static final int GENERATIONS = 600;

    private static final byte[] END = {'\n', '\n'};

    private final Journal journal;
    private final Admin admin;
    private final Map<Long, Long> revisions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
            return size() > GENERATIONS;
        }
    };
    private Frame newest = Frame.bare(new byte[0]);
    private @Nullable Whole whole;

    /** A whole snapshot as it is sent, made when somebody needs it. */
    @SuppressWarnings("ArrayRecordComponent") // shared, never changed and never compared
    private record Whole(long revision, byte[] event) {}

    Feed(Journal journal, Admin admin) {
        this.journal = journal;
        this.admin = admin;
    }

    /** The newest frame, made anew if something happened since. */
    synchronized Frame advance() {
        if (journal.revision() == newest.revision()) {
            return newest;
        }
        View view = journal.view();
        SortedMap<String, ObjectNode> tree = tree(view);
        long generation = view.good().map(Observation.Seen::generation).orElse(0L);
        revisions.putIfAbsent(generation, view.revision());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectNode head = head(view);
        ObjectNode delta = head.deepCopy().put("base", newest.revision());
        delta.set("endpoints", Changes.endpoints(newest.tree(), tree));
        delta.set("removed", Changes.removed(newest.tree(), tree));
        event("snapshot", generation, delta, out);
        since(view, newest.revision(), generation, out);
        newest = new Frame(view.revision(), newest.revision(), generation, head, tree, out.toByteArray());
        return newest;
    }

    /**
     * For a reader that comes, or comes again, or was too slow: a whole snapshot, and what it does not know yet.
     *
     * @param known the revision that it knows; -1 for nothing, and then it is told no decisions of before
     */
    byte[] catchUp(Frame frame, long known) {
        View view = journal.view();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(wholeSnapshot(frame));
        since(view, known < 0 ? frame.revision() : known, frame.generation(), out);
        if (known < 0) {
            event("mode", frame.generation(), mode(view), out);
        }
        return out.toByteArray();
    }

    /** The revision at which a generation began; -1 if that is forgotten, or of another run of the agent. */
    synchronized long revisionOf(long generation) {
        return revisions.getOrDefault(generation, -1L);
    }

    private synchronized byte[] wholeSnapshot(Frame frame) {
        Whole known = whole;
        if (known == null || known.revision() != frame.revision()) {
            ObjectNode head = frame.head().deepCopy().putNull("base");
            ArrayNode all = head.putArray("endpoints");
            frame.tree().values().forEach(all::add);
            head.putArray("removed");
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            event("snapshot", frame.generation(), head, out);
            known = new Whole(frame.revision(), out.toByteArray());
            whole = known;
        }
        return known.event();
    }

    private ObjectNode head(View view) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        head.put("sequence", view.revision());
        SnapshotJson.Snapshot snapshot = SnapshotJson.withoutEndpoints(view);
        ((ObjectNode) Json.tree(snapshot)).properties().forEach(member -> head.set(member.getKey(), member.getValue()));
        head.put("state", view.state().label());
        head.set("snapshot_age_seconds", Json.tree(Json.orNull(view.age().map(Json::seconds))));
        head.put("poll_interval_seconds", Json.seconds(view.settings().pollInterval()));
        head.set("last_poll", Json.tree(Json.orNull(view.newest().map(StatusJson::poll))));
        return head;
    }

    private void since(View view, long revision, long generation, ByteArrayOutputStream out) {
        if (view.ordered() > revision) {
            event("mode", generation, mode(view), out);
        }
        for (int at = view.entries().size() - 1; at >= 0; at--) {
            Entry entry = view.entries().get(at);
            if (entry.changed() > revision) {
                event("decision", generation, Json.tree(DecisionsJson.row(entry)), out);
            }
            if (entry.ended() > revision) {
                event("outcome", generation, Json.tree(DecisionsJson.outcome(entry)), out);
            }
        }
    }

    private ObjectNode mode(View view) {
        return (ObjectNode) Json.tree(SaidJson.of(view, admin.closed()));
    }

    private static SortedMap<String, ObjectNode> tree(View view) {
        SortedMap<String, ObjectNode> tree = new TreeMap<>();
        Attention.of(view)
                .forEach(each -> tree.put(each.endpoint().pattern(), (ObjectNode) Json.tree(SnapshotJson.row(each))));
        return tree;
    }

    private static void event(String name, long generation, Object data, ByteArrayOutputStream out) {
        out.writeBytes(("event: " + name + "\nid: " + generation + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(Json.bytes(data));
        out.writeBytes(END);
    }
}
