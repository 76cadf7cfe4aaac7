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
 * or, when a foreign name was pointed at our address, in {@code Host}.
 */
record Caller(
        @Nullable String host,
        @Nullable String origin,
        @Nullable String site,
        @Nullable InetAddress local) {

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
            return Optional.of(
                    "Host: " + Printable.line(name, 100) + " is not a name of this listener; add it to http.hosts");
        }
        if ("cross-site".equals(site) || (origin != null && !sameOrigin(origin, hosts))) {
            return Optional.of("Origin: orders are taken from this listener's own page only");
        }
        return Optional.empty();
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
        return colon < 0 ? lower : lower.substring(0, colon);
    }
}
