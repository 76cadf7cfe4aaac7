package io.steelyard.adapter.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HaproxyConnectionTest {

    @Test
    void a_socket_is_a_path_or_host_and_port() {
        assertThat(HaproxyConnection.at("/run/haproxy/admin.sock").unix()).isTrue();
        assertThat(HaproxyConnection.at("./admin.sock").unix()).isTrue();
        assertThat(HaproxyConnection.at("lb.example.com:9999").port()).isEqualTo(9999);
        assertThat(HaproxyConnection.at("[::1]:9999").host()).isEqualTo("::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin.sock", "localhost", "localhost:0", "localhost:65536", ":1", "a b:1", "::1:9"})
    void what_is_neither_is_refused(String socket) {
        assertThatThrownBy(() -> HaproxyConnection.at(socket))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither a path");
    }

    @Test
    void a_path_that_no_socket_can_have_is_refused_with_its_length() {
        assertThatThrownBy(() -> HaproxyConnection.at("/" + "x".repeat(107))).hasMessageContaining("108 bytes");
    }

    @Test
    void route_by_needs_a_group() {
        HaproxyConnection settings = HaproxyConnection.at("/s");

        assertThatThrownBy(() -> settings.withRouteBy("^[a-z]+-")).hasMessageContaining("has no group");
        assertThatThrownBy(() -> settings.withRouteBy("^([a-z+-")).hasMessageContaining("not a regular expression");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "web;disable server web/a", "web api", "web\nshow info"})
    void a_name_that_could_end_a_command_is_refused(String proxy) {
        assertThatThrownBy(() -> HaproxyConnection.at("/s").withProxies(proxy)).hasMessageContaining("proxies");
    }

    @Test
    void numbers_out_of_range_are_refused() {
        HaproxyConnection settings = HaproxyConnection.at("/s");

        assertThatThrownBy(() -> settings.withSamples(0, Duration.ZERO)).hasMessageContaining("samples: 0");
        assertThatThrownBy(() -> settings.withSamples(101, Duration.ZERO)).hasMessageContaining("samples: 101");
        assertThatThrownBy(() -> settings.withSamples(2, Duration.ofMillis(-1))).hasMessageContaining("spread");
        assertThatThrownBy(() -> settings.withTimeout(Duration.ZERO)).hasMessageContaining("timeout");
    }
}
