package io.steelyard.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.NetUtil;
import io.steelyard.model.Printable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What a request says of where it was made. A browser that was lured here by another site tells so in {@code Origin},
 * or, when a foreign name was pointed at our address (DNS rebinding), in {@code Host}.
 */
record Caller(
        @Nullable String host,
        @Nullable String origin,
        @Nullable String site,
        @Nullable InetAddress local) {

    /** What follows the last dot of names that nobody can register for the Internet, and what Kubernetes calls its own. */
    private static final Set<String> INNER = Set.of("localhost", "local", "internal", "svc", "test", "lan");

    static Caller of(HttpServerRequest request) {
        InetSocketAddress address = request.hostAddress();
        return new Caller(
                request.requestHeaders().get(HttpHeaderNames.HOST),
                request.requestHeaders().get(HttpHeaderNames.ORIGIN),
                request.requestHeaders().get("Sec-Fetch-Site"),
                address == null ? null : address.getAddress());
    }

    /** Why it must not give orders; empty if it may. */
    Optional<String> foreign(Set<String> hosts) {
        String name = host == null ? "" : name(host);
        if (!ours(name, hosts)) {
            return Optional.of(notOurs(name));
        }
        if ("cross-site".equals(site) || (origin != null && !sameOrigin(origin, hosts))) {
            return Optional.of(
                    "Origin: orders are taken from this listener's own page only; a proxy in front of it must pass on Host,"
                            + " or its name must be among http.hosts");
        }
        return Optional.empty();
    }

    /**
     * Why it must not read; empty if it may. A stranger's page has a name that can be registered for the Internet, so
     * addresses, names without a dot and inner ones are let through: service names of Kubernetes and Compose are such.
     *
     * @param byMachines true of what Prometheus and kubelets ask for, who come by all sorts of names, but over the network
     */
    Optional<String> misled(Set<String> hosts, boolean byMachines) {
        String name = host == null ? "" : name(host);
        boolean overNetwork = local != null && !local.isLoopbackAddress();
        return inner(name) || ours(name, hosts) || (byMachines && overNetwork)
                ? Optional.empty()
                : Optional.of(notOurs(name));
    }

    private static boolean inner(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.length() == name.length() || INNER.contains(last) || NetUtil.isValidIpV4Address(name);
    }

    private static String notOurs(String name) {
        return "Host: " + Printable.line(name, 100) + " is not a name of this listener; add it to http.hosts";
    }

    private boolean sameOrigin(String text, Set<String> hosts) {
        try {
            String authority = URI.create(text).getRawAuthority();
            return authority != null && (authority.equalsIgnoreCase(host) || hosts.contains(name(authority)));
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private boolean ours(String name, Set<String> hosts) {
        if (name.equals("localhost") || hosts.contains(name)) {
            return true;
        }
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(name);
        return address != null && (address.isLoopbackAddress() || address.equals(local));
    }

    /** Without the port and an IPv6 address's brackets. */
    private static String name(String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        if (lower.startsWith("[")) {
            int end = lower.indexOf(']');
            return end < 0 ? lower : lower.substring(1, end);
        }
        int colon = lower.indexOf(':');
        String name = colon < 0 ? lower : lower.substring(0, colon);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
