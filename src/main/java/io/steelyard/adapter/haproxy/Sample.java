package io.steelyard.adapter.haproxy;

import io.steelyard.model.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One reading of one HAProxy process.
 *
 * @param rows of servers that HAProxy was asked for, also those of proxies that are not wanted
 */
record Sample(Instance instance, Moment at, List<Proxy> proxies, int rows) {

    Sample {
        proxies = List.copyOf(proxies);
    }

    Map<String, Server> byId() {
        Map<String, Server> servers = new HashMap<>();
        for (Proxy proxy : proxies) {
            for (Server server : proxy.servers()) {
                servers.put(server.id(), server);
            }
        }
        return servers;
    }
}
