package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.testing.FairShares;
import io.steelyard.testing.HaproxyBed;
import io.steelyard.testing.PoissonLoad;
import io.steelyard.testing.RequiresProgram;
import io.steelyard.testing.SlowServers.SlowServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A stranger's HAProxy, on a socket that cannot even write: servers of 5, 10, 20 and 40 ms behind equal weights. */
@RequiresProgram("haproxy")
@Isolated("carries traffic that the test measures")
class AdviseIT {

    @Test
    void the_right_weights_are_proposed_with_commands_and_nothing_is_written() throws IOException {
        try (HaproxyBed bed = HaproxyBed.start();
                PoissonLoad load = bed.load(0.5, 1, Duration.ofMinutes(3))) {
            Program.Finished look =
                    Program.run("advise", "--socket", bed.haproxy().userSocket(), "--for", "20s", "-o", "json");
            load.stop();

            assertThat(look.exit()).as(look.err()).isZero();
            assertThat(bed.weights()).isEqualTo(HaproxyBed.EQUAL_WEIGHTS);
            JsonNode web = new JsonMapper().readTree(look.out()).at("/endpoints/0");
            assertThat(web.at("/pattern").asText()).isEqualTo("web");
            List<SlowServer> servers = bed.servers().all();
            List<FairShares.Server> known = new ArrayList<>();
            double[] proposed = new double[servers.size()];
            List<String> commands = new ArrayList<>();
            for (int i = 0; i < servers.size(); i++) {
                JsonNode route = web.at("/routes/" + i);
                known.add(known(servers.get(i), route));
                proposed[i] = route.at("/proposed_share").asDouble();
                commands.add("echo \"set weight web/s" + i + " "
                        + route.at("/proposed_weight").asInt() + "\" | socat stdio "
                        + bed.haproxy().userSocket());
            }
            assertThat(FairShares.distance(known, proposed))
                    .as("shares in standard errors from %s in %s", known, look.out())
                    .isLessThan(FairShares.CHANCE);
            assertThat(web.at("/commands"))
                    .extracting(JsonNode::asText)
                    .isSubsetOf(commands)
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(web.at("/expectation/expected_imbalance").asDouble())
                    .isGreaterThanOrEqualTo(1)
                    .isLessThan(web.at("/expectation/imbalance").asDouble());
        }
    }

    @Test
    void where_nothing_flows_it_says_so() {
        try (HaproxyBed bed = HaproxyBed.start()) {
            Program.Finished look =
                    Program.run("advise", "--socket", bed.haproxy().userSocket(), "--for", "5s");

            assertThat(look.exit()).isEqualTo(1);
            assertThat(look.out()).isEmpty();
            assertThat(look.err())
                    .contains("web: no traffic seen in", "cannot advise", "nothing is written to the balancer");
        }
    }

    /** Half of a 95 % interval is what it states. */
    private static FairShares.Server known(SlowServer server, JsonNode route) {
        return new FairShares.Server(
                server.capacity(),
                server.utilisation(),
                route.at("/capacity_error").asDouble() / 1.96);
    }
}
