package io.steelyard.adapter.haproxy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What weights can and cannot do under the balancing algorithms of HAProxy. */
final class Algorithms {

    private static final String BY_KEY = "gives a server the requests of its keys: weights take effect at run time"
            + " with `hash-type consistent` only, and shares follow the keys";

    // HAProxy 2.6 calls `balance random` unknown.
    private static final Map<String, String> DRAWBACKS = Map.ofEntries(
            Map.entry("random", "draws servers by lot: shares are off by up to 3 points"),
            Map.entry("unknown", "draws servers by lot (`balance random`): shares are off by up to 3 points"),
            Map.entry("static-rr", "takes only weight 0 and the configured weight at run time"),
            Map.entry("first", "fills one server after another: weights have no effect"),
            Map.entry("source", BY_KEY),
            Map.entry("uri", BY_KEY),
            Map.entry("url_param", BY_KEY),
            Map.entry("hdr", BY_KEY),
            Map.entry("rdp-cookie", BY_KEY),
            Map.entry("hash", BY_KEY));

    // Of a hash HAProxy does not tell whether it is `hash-type consistent`; it refuses the first write if not.
    private static final Set<String> STATIC = Set.of("static-rr", "first");

    private Algorithms() {}

    /** True of an algorithm that takes no weights at run time, as far as its name tells. */
    static boolean isStatic(Proxy proxy) {
        return STATIC.contains(proxy.algorithm());
    }

    /** What to do about one that takes no weights. */
    static String remedy(Proxy proxy) {
        return "proxy " + proxy.name() + " has algorithm " + proxy.algorithm()
                + ", which takes no weights at run time; use `balance roundrobin` or `hash-type consistent`";
    }

    /** One line about an algorithm under which weights are not exact; empty for the others. */
    static Optional<String> warning(Proxy proxy) {
        return Optional.ofNullable(DRAWBACKS.get(proxy.algorithm()))
                .map(drawback -> "proxy " + proxy.name() + ": algorithm " + proxy.algorithm() + " " + drawback
                        + "; `balance roundrobin` is exact");
    }
}
