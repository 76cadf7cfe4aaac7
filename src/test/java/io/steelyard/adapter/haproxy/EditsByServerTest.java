package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Edit;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.model.TimeSource;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** What an operator does to single servers of a route of several, on a real HAProxy, and what is no edit. */
@RequiresProgram("haproxy")
class EditsByServerTest {

    private static final TimeSource CLOCK = () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime()));

    private static final String WEB = """
            backend web
                balance roundrobin
                server blue-1 127.0.0.1:1 weight 50
                server blue-2 127.0.0.1:1 weight 50
                server green-1 127.0.0.1:1 weight 50 slowstart 60s
                server green-2 127.0.0.1:1 weight 51
                server green-3 127.0.0.1:1 weight 52
            backend api
                balance roundrobin
                server blue-1 127.0.0.1:1 weight 50
                server blue-2 127.0.0.1:1 weight 50
            """;

    private HaproxyProcess haproxy;
    private Watch watch;

    @BeforeEach
    void start() {
        haproxy = HaproxyProcess.startWithMaster(WEB);
        watch = another().poll();
    }

    @AfterEach
    void stop() {
        haproxy.close();
    }

    /** As after a restart of the daemon: it knows nothing. */
    private Watch another() {
        return another(() -> {});
    }

    private Watch another(Runnable happens) {
        HaproxyConnection settings = HaproxyConnection.at(haproxy.adminSocket())
                .withRouteBy("^([a-z]+)-")
                .withSamples(2, Duration.ofMillis(5))
                .withTimeout(Duration.ofSeconds(10));
        return new Watch(HaproxyBalancer.of(settings, CLOCK, Schedulers.parallel()), happens);
    }

    // ---- edits

    @Test
    void weights_that_are_shifted_between_servers_of_one_route_are_an_edit_and_told_by_server() {
        say("set weight web/blue-1 80", "set weight web/blue-2 20");
        assertThat(found()).isEqualTo("blue 100 as before (blue-1 50 -> 80, blue-2 50 -> 20)");
    }

    @Test
    void a_server_that_is_drained_while_its_sibling_takes_over_is_an_edit() {
        say("set weight web/blue-1 0", "set weight web/blue-2 100");
        assertThat(found()).isEqualTo("blue 100 as before (blue-1 50 -> 0, blue-2 50 -> 100)");
    }

    @Test
    void a_weight_in_percent_of_the_configured_one_is_an_edit() {
        say("set weight web/blue-1 50%", "set server web/blue-2 weight 150%");
        assertThat(found()).isEqualTo("blue 100 as before (blue-1 50 -> 25, blue-2 50 -> 75)");
    }

    @Test
    void an_edit_inside_a_route_between_the_decision_and_its_write_wins_in_a_route_that_is_written_or_not() {
        for (Map<String, Integer> wanted : List.of(Map.of("blue", 150), Map.of("green", 100))) {
            watch = another().poll();
            var decision = watch.decide(wanted);
            say("set weight web/blue-1 70", "set weight web/blue-2 30");
            assertThat(watch.write(decision))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.message())
                                    .contains("{blue={blue-1=70, blue-2=30}} by now", "{blue={blue-1=50, blue-2=50}}"));
            assertThat(weights("web")).containsExactly(70, 30, 50, 51, 52);
            assertThat(found()).isEqualTo("blue 100 as before (blue-1 50 -> 70, blue-2 50 -> 30)");
            say("set weight web/blue-1 50", "set weight web/blue-2 50");
        }
    }

    @Test
    void an_edit_inside_a_route_between_our_write_and_the_next_reading_is_one() {
        assertThat(watch.write(watch.decide(Map.of("blue", 120)))).isInstanceOf(Outcome.Applied.class);
        say("set weight web/blue-1 100", "set weight web/blue-2 20");
        assertThat(found()).isEqualTo("blue 120 as before (blue-1 60 -> 100, blue-2 60 -> 20)");
    }

    @Test
    void an_edit_between_a_write_and_its_reading_back_is_one_although_the_sum_is_what_was_written() {
        watch = another(() -> say("set weight web/blue-1 100", "set weight web/blue-2 20"))
                .poll();
        assertThat(watch.write(watch.decide(Map.of("blue", 120))))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message())
                                .isEqualTo("accepted, but the weights are {blue={blue-1=100, blue-2=20}}"));
        assertThat(found()).isEqualTo("blue 120 as before (blue-1 60 -> 100, blue-2 60 -> 20)");
        assertThat(weights("web")).containsExactly(100, 20, 50, 51, 52);
    }

    @Test
    void half_an_edit_when_a_write_is_read_back_is_one_when_the_other_half_has_made_the_sum_that_was_written() {
        watch = another(() -> say("set weight web/blue-1 100")).poll();
        assertThat(watch.write(watch.decide(Map.of("blue", 120)))).isInstanceOf(Outcome.Failed.class);
        say("set weight web/blue-2 20");
        assertThat(found()).isEqualTo("blue 120 as before (blue-1 60 -> 100, blue-2 60 -> 20)");
    }

    @Test
    void a_server_that_is_set_in_the_second_in_which_another_joins_is_an_edit() {
        say("add server web/blue-3 127.0.0.1:1 weight 50", "set weight web/blue-1 60");
        assertThat(found()).startsWith("blue 100 -> 160 (blue-1 50 -> 60");
    }

    @Test
    void a_server_of_the_same_name_in_another_backend_has_nothing_to_do_with_it() {
        say("set weight api/blue-1 80", "set weight api/blue-2 20");
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(watch.write(watch.decide(Map.of("blue", 150)))).isInstanceOf(Outcome.Applied.class);
        assertThat(weights("api")).containsExactly(80, 20);
        assertThat(weights("web")).containsExactly(75, 75, 50, 51, 52);
    }

    // ---- no edits

    @Test
    void no_write_of_ours_is_one_whatever_it_divides_and_in_whichever_state_its_servers_are() {
        SplittableRandom chance = new SplittableRandom(1);
        List<String> states = List.of("ready", "drain", "maint");
        for (int i = 0; i < 60; i++) {
            say("set server web/green-2 state " + states.get(chance.nextInt(3)));
            int blue = chance.nextInt(4) == 0 ? 0 : chance.nextInt(2, 512);
            int green = chance.nextInt(4) == 0 && blue > 0 ? 0 : chance.nextInt(3, 768);
            var decision = watch.decide(Map.of("blue", blue, "green", green));
            assertThat(watch.write(decision)).isInstanceOf(Outcome.Applied.class);
            if (chance.nextBoolean()) {
                watch.poll();
            }
            assertThat(watch.edit().map(Edit::text))
                    .as("after %s", decision.weights())
                    .isEmpty();
        }
    }

    @Test
    void what_takes_a_server_out_by_its_state_is_no_edit_and_stands_after_a_write() {
        say("set server web/blue-1 state drain", "set server web/green-1 state maint", "disable server web/green-2");
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(watch.write(watch.decide(Map.of("blue", 150, "green", 160)))).isInstanceOf(Outcome.Applied.class);
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(haproxy.command("show stat web 4 -1").lines().filter(row -> row.contains("DRAIN")))
                .hasSize(1);
        assertThat(haproxy.command("show stat web 4 -1").lines().filter(row -> row.contains("MAINT")))
                .hasSize(2);
        say("set server web/blue-1 state ready", "enable server web/green-1", "enable server web/green-2");
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(weights("web").subList(0, 2)).containsExactly(75, 75);
    }

    @Test
    void servers_that_are_added_and_deleted_at_run_time_are_none_and_get_their_part_of_the_next_write() {
        say("add server web/blue-3 127.0.0.1:1 weight 50", "enable server web/blue-3");
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(watch.write(watch.decide(Map.of("blue", 180)))).isInstanceOf(Outcome.Applied.class);
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(haproxy.weight("web/blue-3")).isEqualTo(60);
        say("disable server web/blue-3", "del server web/blue-3");
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(weights("web")).startsWith(60, 60);
    }

    @Test
    void servers_that_join_between_a_write_and_its_reading_back_are_none_and_the_write_is_in_force() {
        for (String joining :
                List.of("blue-3 127.0.0.1:1 weight 0", "blue-4 127.0.0.1:1 weight 9", "red-1 127.0.0.1:1 weight 0")) {
            watch = another(() -> say("add server web/" + joining)).poll();
            assertThat(watch.write(watch.decide(Map.of("green", 120 + joining.length()))))
                    .as(joining)
                    .isInstanceOf(Outcome.Applied.class);
            assertThat(watch.poll().edit()).as(joining).isEmpty();
        }
    }

    @Test
    void a_reload_that_takes_the_weights_of_servers_back_is_none() {
        say("set weight web/blue-1 80", "set weight web/blue-2 20");
        watch = another().poll();
        haproxy.reload(WEB);
        assertThat(watch.poll().edit()).isEmpty();
        assertThat(weights("web")).startsWith(50, 50);
    }

    // ---- what stands

    @Test
    void what_was_set_on_servers_keeps_its_proportions_in_later_writes_through_0_and_after_a_restart_of_the_daemon() {
        say("set weight web/blue-1 80", "set weight web/blue-2 20");
        for (Map.Entry<Integer, List<Integer>> next : List.of(
                Map.entry(200, List.of(160, 40)),
                Map.entry(0, List.of(0, 0)),
                Map.entry(50, List.of(40, 10)),
                Map.entry(100, List.of(80, 20)))) {
            Watch agent = next.getKey() == 50 ? watch : another(); // who emptied it knows what was there
            agent.poll();
            watch = agent;
            assertThat(agent.write(agent.decide(Map.of("blue", next.getKey())))).isInstanceOf(Outcome.Applied.class);
            assertThat(weights("web").subList(0, 2)).isEqualTo(next.getValue());
        }
    }

    private void say(String... commands) {
        for (String command : commands) {
            haproxy.command(command);
        }
    }

    private String found() {
        return watch.poll().edit().orElseThrow().text();
    }

    private List<Integer> weights(String backend) {
        return backend.equals("api")
                ? List.of(haproxy.weight("api/blue-1"), haproxy.weight("api/blue-2"))
                : List.of(
                        haproxy.weight("web/blue-1"),
                        haproxy.weight("web/blue-2"),
                        haproxy.weight("web/green-1"),
                        haproxy.weight("web/green-2"),
                        haproxy.weight("web/green-3"));
    }
}
