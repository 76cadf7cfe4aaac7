package io.steelyard.agent;

import io.steelyard.adapter.simulator.LoadModel;
import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.config.HostPort;
import io.steelyard.web.backplane.BackplaneServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/**
 * A simulated balancer that is served over the real Backplane API on loopback, and the configuration of an agent that
 * watches it over HTTP as it would watch any other.
 */
public final class Demo {

    private static final Duration SHORTEST_POLL = Duration.ofMillis(100);

    private final Scenario scenario;
    private final long seed;
    private final double speed;
    private final String token = newToken();

    /**
     * @param speed simulated seconds in a second; the agent polls once in a simulated second, at most 10 times a second
     */
    public Demo(Scenario scenario, long seed, double speed) {
        this.scenario = scenario;
        this.seed = seed;
        this.speed = speed;
    }

    /** The token of this demo's API, made anew each time. */
    public String token() {
        return token;
    }

    /** Serves the simulated balancer until the server is disposed. */
    public Mono<? extends DisposableServer> serve(HostPort listen) {
        Simulator simulator = Simulator.realTime(scenario, seed, speed, new SystemTime());
        return BackplaneServer.bind(SimulatorBalancer.of(simulator), listen.host(), listen.port(), () -> token);
    }

    /**
     * The configuration of the agent, as a user would write it.
     *
     * @param audit where orders are written down; without it none is taken, with it the token is that of the admin too
     */
    public String configuration(InetSocketAddress api, HostPort http, String mode, Optional<Path> audit) {
        long poll = Math.max(SHORTEST_POLL.toMillis(), Math.round(1000 / speed));
        return String.format(
                Locale.ROOT,
                """
                balancer:
                  type: backplane
                  backplane: {url: "http://127.0.0.1:%d", token: "%s"}
                poll: {interval: %dms, timeout: %dms}
                mode: %s
                policies:
                  - name: demo
                    type: equal-load
                    parameters: {concurrency: %s}
                guard: {cooldown: %dms}
                http: {listen: "%s"%s}
                %s""",
                api.getPort(),
                token,
                poll,
                poll * 8 / 10,
                mode,
                concurrency(),
                3 * poll,
                http,
                audit.map(file -> ", admin_token: \"" + token + "\"").orElse(""),
                audit.map(file -> "audit: {file: '"
                                + file.toAbsolutePath().toString().replace("'", "''") + "'}\n")
                        .orElse(""));
    }

    /** Told where it is known: the first seconds of the demo are an overload, which looks like another kind of load. */
    private String concurrency() {
        return scenario.load() instanceof LoadModel.Proportional ? "inf" : "auto";
    }

    private static String newToken() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
