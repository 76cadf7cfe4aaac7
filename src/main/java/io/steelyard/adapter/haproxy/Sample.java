package io.steelyard.adapter.haproxy;

import io.steelyard.model.Moment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One reading of one HAProxy process. */
record Sample(Instance instance, Moment at, List<Proxy> proxies) {

    Sample {
        proxies = List.copyOf(proxies);
    }

    int servers() {
        return proxies.stream().mapToInt(proxy -> proxy.servers().size()).sum();
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
