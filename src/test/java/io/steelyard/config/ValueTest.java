package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.steelyard.policy.Concurrency;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text forms of single values. */
class ValueTest {

    @ParameterizedTest
    @CsvSource({"0s,0", "800ms,800", "30s,30000", "1m30s,90000", "1d,86400000", "1h0m5s1ms,3605001", "2w,1209600000"})
    void a_duration_is_written_as_Prometheus_does(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(Durations.parse(Durations.format(Duration.ofMillis(millis)))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "30s1m",
                "1s1s",
                "-1s",
                "1.5s",
                "1 s",
                "1S",
                "99999999999y",
                "99999999999999999999s"
            })
    void what_is_no_duration_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"64MB,67108864,64MB", "1024KB,1048576,1MB", "0B,0,0B", "1500 b,1500,1500B", "1gb,1073741824,1GB"})
    void a_size_has_a_unit(String text, long bytes, String shortest) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(shortest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64", "MB", "-1MB", "1.5MB", "64TB", "9999999999B"})
    void what_is_no_size_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything, true", "a*, a, true", "a*, ba, false", "*.example.com, www.example.com, true",
        "*.example.com, example.com, false", "a*b*c, axxbxxbc, true", "a*b*c, acb, false", "a.c, abc, false",
        "**, '', true", "a, a, true", "A, a, false"
    })
    void a_star_stands_for_any_text(String glob, String name, boolean matches) {
        assertThat(Glob.parse(glob).matches(name)).isEqualTo(matches);
    }

    @Test
    void many_stars_on_a_long_name_are_no_burden() {
        Glob glob = Glob.parse("*a".repeat(2_000) + "*b");

        assertThat(glob.matches("a".repeat(10_000))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "*,a,true",
        "*,*,true",
        "a*,a*b*,true",
        "a*b,a*,false",
        "*.example.com,*.shop.example.com,true",
        "a,*,false"
    })
    void a_glob_covers_another_when_it_matches_all_of_its_names(String glob, String other, boolean covers) {
        assertThat(Glob.parse(glob).covers(Glob.parse(other))).isEqualTo(covers);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:9790,127.0.0.1,9790", "[::1]:0,::1,0", "localhost:65535,localhost,65535"})
    void an_address_is_host_and_port(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "localhost:", ":x", "::1:80", "a b:80", "host:65536", "http://host:80"})
    void what_is_no_address_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://balancer.example.com/api", "http://127.0.0.1:8080", "http://[::1]:1", "http://localhost"
            })
    void https_goes_anywhere_and_http_to_loopback(String text) {
        assertThat(BaseUrl.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://balancer.example.com",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "file:///etc/passwd",
                "//host",
                "host",
                "https://",
                "https://a b",
                "https://host?x=1",
                "https://host#x",
                "https://u@host",
                "http://127.1.1.1@evil.com"
            })
    void any_other_url_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BaseUrl.parse(text));
    }

    @Test
    void concurrency_is_auto_or_a_number_or_inf() {
        for (String text : List.of("auto", "inf", "8", "2.5")) {
            assertThat(Concurrency.parse(text)).hasToString(text);
        }
        for (String text : List.of("", "0", "-1", "NaN", "Infinity", "none", "1e999")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Concurrency.parse(text));
        }
    }
}
