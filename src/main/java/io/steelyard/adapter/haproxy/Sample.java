package io.steelyard.adapter.haproxy;

import io.steelyard.model.Moment;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One reading of one HAProxy process. */
record Sample(Instance instance, Moment at, List<Proxy> proxies) {

    Sample {
        proxies = List.copyOf(proxies);
    }

    int servers() {
        return proxies.stream().mapToInt(proxy -> proxy.servers().size()).sum();
    }

    Map<String, Server> byId() {
        return proxies.stream()
                .flatMap(proxy -> proxy.servers().stream())
                .collect(Collectors.toMap(Server::id, Function.identity()));
    }
}
