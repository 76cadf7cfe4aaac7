package io.steelyard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.fuzz.ParserFuzz;
import io.steelyard.model.Control;
import io.steelyard.model.Histories;
import io.steelyard.model.Horizon;
import io.steelyard.model.Mode;
import io.steelyard.model.Moment;
import io.steelyard.model.Remains;
import io.steelyard.testing.Scene;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/** Whatever the file of kept orders holds: it is taken, or the agent is paused; it starts in any case. */
class KeptOrdersFuzzTest extends ParserFuzz {

    private static final Moment NOW = new Moment(Instant.parse("2026-01-01T12:00:00Z"), Duration.ofDays(1));

    private static final Path NO_AUDIT = Path.of("none", "audit");

    static {
        // Each refusal is an error in the log, of which there would be a million.
        ((Logger) LoggerFactory.getLogger(KeptOrders.class)).setLevel(Level.OFF);
    }

    @Override
    protected List<byte[]> samples() {
        return List.of(
                bytes("""
                        {"mode": "propose", "mode_by": {"who": "a", "reason": "b", "since": "2026-01-01T11:00:00Z", "until": null},
                         "paused": null, "paused_policies": {}, "held": {"www": {"who": "a", "reason": "b",
                         "since": "2026-01-01T11:00:00Z", "until": "2026-01-01T13:00:00Z"}}}
                        """),
                bytes("""
                        {"mode": null, "mode_by": null, "paused": null, "paused_policies": {}, "held": {}, "suspended": {"www":
                         {"since": "2026-01-01T11:00:00Z", "changes": [{"route": "a", "from": 1, "to": 2, "members":
                         [{"name": "a1", "from": 1, "to": 2}]}]}}}
                        """),
                bytes("""
                        {"mode": null, "mode_by": null, "paused": null, "paused_policies": {}, "held": {}, "suspended": {},
                         "weights": {"balancer": "haproxy one", "endpoints": {"www.example.com":
                         {"since": "2026-01-01T11:00:00Z", "incarnation": "7 1767265200", "last_write": "9-mjvq1z5c-0001c5a8", "routes": {"a": {"weight": 100,
                         "configured": 2, "members": 2, "weights": {"a1": 50, "a2": 50}}, "b": {"weight": 7, "configured": 1,
                         "members": 1, "weights": {"b1": 7}}}}, "api": {"since": "2026-01-01T11:00:00Z", "incarnation": "",
                         "last_write": null, "proposed": {"at": "2026-01-01T11:00:00Z",
                         "decision_id": "9-mjvq1z5c-0001c5a8", "policy": "p", "reason": "drift: of c", "before": {"c": 0}, "after": {"c": 9}},
                         "routes": {"c": {"weight": 0, "configured": 1, "members": 0, "weights": {}}}}}}}
                        """),
                bytes("{\"mode\":null,\"mode_by\":null,\"paused\":null,\"paused_policies\":{},\"held\":{}}"));
    }

    @Override
    protected List<String> pieces() {
        return JSON;
    }

    @Override
    protected int outcomes() {
        return 4;
    }

    @Override
    public String outcome(byte[] input) throws IOException {
        Control fresh = Control.of(NOW, Mode.ACT);
        Standing standing = new KeptOrders(
                        file(input),
                        fresh,
                        Schedulers.immediate(),
                        Schedulers.immediate(),
                        told -> {},
                        Optional.of(new WriteAhead(NO_AUDIT, "haproxy one")))
                .restore(pattern -> Optional.empty());
        Control kept = standing.control();
        if (!isJson(input)) {
            assertThat(kept.paused()).isPresent();
        }
        return kept.paused().isPresent() + " " + kept.mode() + kept.policies().size()
                + kept.held().size() + standing.suspended().size() + judged(standing);
    }

    /** What the first reading says to the weights. */
    private static String judged(Standing standing) {
        Remains left = standing.left().get(Scene.PATTERN);
        if (left == null || left.baseline().isEmpty()) {
            return "nothing left";
        }
        Scene scene = new Scene(2, Scene.PER_SERVER)
                .servers("a", Map.of("a1", 50, "a2", 50))
                .servers("b", Map.of("b1", 7))
                .incarnation(left.baseline().orElseThrow().incarnation());
        Histories histories =
                new Histories(pattern -> new Horizon(60, 2, Scene.PER_SERVER), standing.suspended(), standing.left());
        histories.add(scene.seen(NOW));
        return histories.edit(Scene.PATTERN).isPresent() ? "edited" : "as left";
    }

    /** By a parser of its own. */
    private static boolean isJson(byte[] input) {
        try {
            new ObjectMapper().readTree(input);
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
