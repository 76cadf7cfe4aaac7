package io.steelyard.cli;

import java.net.InetSocketAddress;

/** Addresses as a user types them into a browser. */
final class Urls {

    private Urls() {}

    static String of(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
