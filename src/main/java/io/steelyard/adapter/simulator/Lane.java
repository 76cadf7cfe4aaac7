package io.steelyard.adapter.simulator;

import io.steelyard.model.Selector;
import java.util.List;

/** The state of one route. Not thread-safe. */
final class Lane {

    final String id;
    final Selector selector;

    /** What was written last; what a reader of the balancer sees. */
    int weight;

    /** What the traffic follows: the weight of a while ago. */
    int acting;

    /** The connected backends that the selector chooses. */
    List<Cell> members = List.of();

    /** Requests per second that are sent here; lost if there is no backend. */
    double arrivals;

    Lane(String id, Selector selector) {
        this.id = id;
        this.selector = selector;
    }

    double lost() {
        return members.isEmpty() ? arrivals : 0;
    }
}
