package io.steelyard.adapter.haproxy;

import java.util.List;

/**
 * A proxy with servers as one reading saw it.
 *
 * @param algorithm how it balances; empty where the socket is not of level operator or admin
 * @param queued requests that wait for whichever server is free first
 * @param servers in HAProxy's order, without those of a repeated name
 * @param repeated true if two servers, or two proxies with servers, have one name
 */
record Proxy(String name, String algorithm, long queued, List<Server> servers, boolean repeated) {

    Proxy {
        servers = List.copyOf(servers);
    }

    /** Why the weights of a repeated one cannot be relied upon. */
    String ambiguity() {
        return "proxy " + name + ": HAProxy has two servers or two backends of one name";
    }

    /**
     * The part of the proxy's queue that falls to each server that takes requests. To be asked once for all servers: it
     * looks at each of them.
     */
    double queuedEach() {
        return queued == 0
                ? 0
                : (double) queued / servers.stream().filter(Server::usable).count();
    }
}
