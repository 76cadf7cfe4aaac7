package io.steelyard.adapter.simulator;

import io.steelyard.model.Selector;
import java.util.List;

/** The state of one route. Not thread-safe. */
final class Lane {

    final String id;
    final Selector selector;

    /** The backends that the selector chooses, connected or not. */
    final List<Cell> chosen;

    /** What was written last; what a reader of the balancer sees. */
    int weight;

    /** What the traffic follows: the weight of a while ago. */
    int acting;

    /** What it had at the start, which the sticky part of the traffic follows for ever. */
    int starting;

    /** The connected backends that the selector chooses. */
    List<Cell> members = List.of();

    /** Requests per second that are sent here; lost if there is no backend. */
    double arrivals;

    Lane(String id, Selector selector, List<Cell> chosen) {
        this.id = id;
        this.selector = selector;
        this.chosen = chosen;
    }

    double lost() {
        return members.isEmpty() ? arrivals : 0;
    }
}
