package io.steelyard.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as a user types them into a browser. */
final class Urls {

    private Urls() {}

    static String of(InetSocketAddress address) {
        InetAddress listening = address.getAddress();
        String host = listening.isAnyLocalAddress() ? "127.0.0.1" : listening.getHostAddress();
        return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
