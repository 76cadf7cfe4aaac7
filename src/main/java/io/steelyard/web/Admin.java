package io.steelyard.web;

import io.steelyard.operator.Operations;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * Who may give orders, and who takes them.
 *
 * @param token asked for at each request, so that it may change; empty: nobody may
 * @param audited true if orders are written down; without that nobody may
 * @param waiting the keys that the configuration has by now and that take a restart
 * @param hosts names under which the listener may be called, beside localhost and its addresses
 */
public record Admin(
        Operations operations,
        Optional<Supplier<String>> token,
        boolean audited,
        Supplier<Set<String>> waiting,
        Set<String> hosts) {

    /** Nothing waits for a restart. */
    public Admin(Operations operations, Optional<Supplier<String>> token, boolean audited, Set<String> hosts) {
        this(operations, token, audited, Set::of, hosts);
    }

    /** Takes no orders from anybody. */
    public static final Admin NONE = new Admin(
            new Operations() {
                @Override
                public Mono<Plan> preview(Signed signed) {
                    return Mono.error(
                            new OrderRefusedException(OrderRefusedException.Cause.UNAVAILABLE, "no orders are taken"));
                }

                @Override
                public Mono<Plan> obey(Signed signed) {
                    return preview(signed);
                }
            },
            Optional.empty(),
            false,
            Set.of());

    public Admin {
        hosts = Set.copyOf(hosts);
    }

    /** Why no order is taken, whoever gives it. */
    Optional<String> closed() {
        if (token.isPresent() && audited) {
            return Optional.empty();
        }
        String missing = token.isPresent()
                ? "audit.file is not set"
                : "http.admin_token_file is not set" + (audited ? "" : ", nor is audit.file");
        return Optional.of("no orders are taken: " + missing + remedy());
    }

    private String remedy() {
        List<String> there = waiting.get().stream()
                .filter(key -> key.startsWith("http.admin_token") || key.equals("audit.file"))
                .sorted()
                .toList();
        return there.isEmpty()
                ? ""
                : "; the configuration file has " + String.join(" and ", there)
                        + " by now, which a restart of the daemon takes";
    }
}
