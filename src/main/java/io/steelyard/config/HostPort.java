package io.steelyard.config;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen or connect.
 *
 * @param host a name or an address, an IPv6 one without its brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {

    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([A-Za-z0-9._-]+)|):(\\d{1,5})");

    private static final Set<String> ANY = Set.of("0.0.0.0", "::");

    public HostPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("has port " + port + ", which is not in 0 to 65535; take one that is");
        }
    }

    /** Reads HOST:PORT, [IPV6]:PORT or :PORT (every address of the machine). */
    public static HostPort parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no HOST:PORT; write for example 127.0.0.1:9790 or [::1]:9790");
        }
        String ipv6 = matcher.group(1);
        String name = matcher.group(2);
        String host = ipv6 != null ? ipv6 : name != null ? name : "0.0.0.0";
        return new HostPort(host, Integer.parseInt(matcher.group(3)));
    }

    /** Whether a second listener cannot be there; names are compared as text. */
    boolean clashesWith(HostPort other) {
        return port != 0
                && port == other.port
                && (host.equals(other.host) || ANY.contains(host) || ANY.contains(other.host));
    }

    /** By its text, without asking DNS: a name that resolves to loopback now may not do so later. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("::1")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** Not resolved: whoever connects looks the name up then. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
