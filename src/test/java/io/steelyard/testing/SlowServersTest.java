package io.steelyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The harness itself: if it lied, every measurement that rests on it would. */
class SlowServersTest {

    @Test
    void a_server_works_on_one_request_after_the_other() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(20));
                PoissonLoad load = PoissonLoad.start(
                        URI.create("http://" + servers.server(0).address()), 1000, 1, Duration.ofMillis(50))) {
            load.awaitEnd(Duration.ofSeconds(30));

            PoissonLoad.Summary all = load.all();
            assertThat(all.count()).isEqualTo(load.sent()).isGreaterThan(20);
            assertThat(all.failures()).isZero();
            // The last of them waited for all the others.
            assertThat(all.max()).isGreaterThan(Duration.ofMillis(20L * all.count() - 100));
            assertThat(servers.server(0).served()).isEqualTo(all.count());
            assertThat(servers.server(0).measuredServiceTime()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        }
    }

    @Test
    void several_workers_work_at_the_same_time() {
        try (SlowServers servers = SlowServers.start(4, Duration.ofMillis(20))) {
            assertThat(servers.capacity()).isEqualTo(200);
        }
    }

    @Test
    void a_failing_server_counts_as_failures() {
        try (SlowServers servers = SlowServers.start(Duration.ofMillis(5))) {
            servers.server(0).failing(true);
            try (PoissonLoad load = PoissonLoad.start(
                    URI.create("http://" + servers.server(0).address()), 200, 1, Duration.ofMillis(100))) {
                load.awaitEnd(Duration.ofSeconds(30));

                assertThat(load.failures()).isEqualTo(load.sent()).isPositive();
                assertThat(load.failureMessages()).contains("status 500");
            }
        }
    }
}
