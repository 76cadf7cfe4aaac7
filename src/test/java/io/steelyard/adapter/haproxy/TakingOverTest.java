package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.adapter.Balancer;
import io.steelyard.model.Backend;
import io.steelyard.model.Moment;
import io.steelyard.model.Route;
import io.steelyard.model.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

/** A reading takes over what it has in common with the one before, place by place; what changed must be seen to. */
class TakingOverTest {

    private static final String HEADER = "# pxname,svname,type,status,scur,stot,qcur,uweight,bck,addr,\n";
    private static final String WEB = "web,BACKEND,1,UP,0,0,0,0,0,,\n";

    private final AtomicReference<String> rows = new AtomicReference<>("");
    private FakeStatsSocket socket;
    private Balancer balancer;

    @BeforeEach
    void open() throws IOException {
        socket = new FakeStatsSocket(command -> "Pid: 7\nUptime_sec: 5\n\n" + HEADER + rows.get() + "\n");
        balancer = HaproxyBalancer.of(
                HaproxyConnection.at(socket.address())
                        .withSamples(1, Duration.ZERO)
                        .withTimeout(Duration.ofSeconds(20)),
                () -> new Moment(Instant.EPOCH, Duration.ZERO),
                Schedulers.parallel());
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
    }

    @Test
    void what_did_not_change_is_not_made_again() {
        Backend first = read(server("a", 0, "10.0.0.1:80"), WEB).backends().get(0);
        Backend second = read(server("a", 0, "10.0.0.1:80"), WEB).backends().get(0);

        assertThat(second.id()).isSameAs(first.id()).isEqualTo("web/a");
        assertThat(second.labels()).isSameAs(first.labels());
        assertThat(second.address()).isSameAs(first.address());
    }

    @Test
    void a_server_that_stands_where_another_stood_is_told_by_its_own_name() {
        read(server("a", 0, "10.0.0.1:80"), server("b", 0, "10.0.0.2:80"), WEB);

        Snapshot seen = read(server("b", 0, "10.0.0.2:80"), server("c", 0, "10.0.0.1:80"), WEB);

        assertThat(seen.backends()).extracting(Backend::id).containsExactly("web/b", "web/c");
        assertThat(seen.backends())
                .extracting(backend -> backend.labels().raw())
                .containsExactly("proxy=web,server=b,route=b", "proxy=web,server=c,route=c");
        assertThat(seen.backends()).extracting(Backend::address).containsExactly("10.0.0.2:80", "10.0.0.1:80");
        assertThat(seen.endpoints().get(0).routes())
                .extracting(route -> route.selector().toString())
                .containsExactly("proxy=web,route=b", "proxy=web,route=c");
    }

    @Test
    void a_server_that_became_a_backup_is_not_said_to_be_of_a_route_any_more() {
        read(server("a", 0, "10.0.0.1:80"), server("b", 0, "10.0.0.2:80"), WEB);

        Snapshot seen = read(server("a", 0, "10.0.0.1:80"), server("b", 1, "10.0.0.2:80"), WEB);

        assertThat(seen.endpoints().get(0).routes()).extracting(Route::id).containsExactly("a");
        assertThat(seen.backends().get(1).labels().raw()).isEqualTo("proxy=web,server=b");
    }

    @Test
    void a_server_of_one_name_in_two_proxies_is_two_servers() {
        read(server("a", 0, "10.0.0.1:80"), WEB);

        Snapshot seen = read(
                "api,BACKEND,1,UP,0,0,0,0,0,,\n",
                server("a", 0, "10.0.0.1:80").replace("web", "api"),
                server("a", 0, "10.0.0.3:80"),
                WEB);

        assertThat(seen.backends()).extracting(Backend::id).containsExactly("api/a", "web/a");
        assertThat(seen.backends()).extracting(Backend::address).containsExactly("10.0.0.1:80", "10.0.0.3:80");
    }

    @Test
    void a_quoted_or_foreign_address_is_the_same_text_in_each_reading() {
        for (String address : List.of("\"10.0.0.1:80\"", "\"a\"\"b\"", "grüß:80", "\"\"", "")) {
            Backend first = read(server("a", 0, address), WEB).backends().get(0);
            Backend second = read(server("a", 0, address), WEB).backends().get(0);

            String text = address.replace("\"\"", "\u0000").replace("\"", "").replace("\u0000", "\"");
            assertThat(second.address()).isEqualTo(first.address()).isEqualTo(address.equals("\"\"") ? "" : text);
        }
    }

    private Snapshot read(String... lines) {
        rows.set(String.join("", lines));
        return Objects.requireNonNull(balancer.source().read().block(Duration.ofSeconds(20)));
    }

    private static String server(String name, int backup, String address) {
        return "web," + name + ",2,UP,0,0,0,10," + backup + "," + address + ",\n";
    }
}
