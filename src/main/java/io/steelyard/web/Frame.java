package io.steelyard.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.SortedMap;

/**
 * The state at one time as open pages are told it, rendered once for all of them.
 *
 * @param revision of the journal
 * @param previous revision of the frame before, for whose readers {@code delta} is
 * @param generation of the snapshot, 0 before the first
 * @param head of the event snapshot, without its endpoints
 * @param tree endpoint to its row
 * @param delta the events since the frame before, as they are sent; empty for a heartbeat
 */
@SuppressWarnings("ArrayRecordComponent") // shared, never changed and never compared
record Frame(
        long revision,
        long previous,
        long generation,
        ObjectNode head,
        SortedMap<String, ObjectNode> tree,
        byte[] delta) {

    /** Bytes that belong to no revision. */
    static Frame bare(byte[] bytes) {
        return new Frame(-1, -1, 0, JsonNodeFactory.instance.objectNode(), Collections.emptySortedMap(), bytes);
    }
}
