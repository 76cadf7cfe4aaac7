package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where the admin token may go. */
class DaemonUrlTest {

    private final StringWriter err = new StringWriter();

    private int status(String url) {
        return Root.commandLine(Map.of("STEELYARD_ADMIN_TOKEN", "canary-admin")::get)
                .setErr(new PrintWriter(err))
                .setOut(new PrintWriter(err))
                .execute("status", "--url", url);
    }

    @Test
    void a_token_is_sent_over_https_or_to_this_machine_only() {
        assertThat(status("http://steelyard.example.com:9790")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--url: http://steelyard.example.com:9790 would send the token unencrypted; write https://")
                .doesNotContain("canary");
        assertThat(status("http://127.0.0.1:1")).as("a failed connection").isEqualTo(1);
    }

    @Test
    void a_password_in_the_address_is_refused_and_not_repeated() {
        assertThat(status("http://alice:canary-password@127.0.0.1:1")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--url: may hold no user and no password")
                .doesNotContain("canary");
    }
}
