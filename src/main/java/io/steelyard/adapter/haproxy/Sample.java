package io.steelyard.adapter.haproxy;

import io.steelyard.model.Moment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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
        return proxies.stream()
                .flatMap(proxy -> proxy.servers().stream())
                .collect(Collectors.toMap(Server::id, Function.identity()));
    }
}
