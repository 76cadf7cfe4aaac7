package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShellWordTest {

    @Test
    void a_plain_word_stays_as_it_is() {
        assertThat(ShellWord.of("web/s0")).isEqualTo("web/s0");
        assertThat(ShellWord.of("/run/haproxy/admin.sock")).isEqualTo("/run/haproxy/admin.sock");
    }

    @Test
    void what_a_shell_would_act_on_is_quoted() {
        assertThat(ShellWord.of("*.example.com")).isEqualTo("'*.example.com'");
        assertThat(ShellWord.of("$(reboot)")).isEqualTo("'$(reboot)'");
        assertThat(ShellWord.of("a'; reboot; '")).isEqualTo("'a'\\''; reboot; '\\'''");
        assertThat(ShellWord.of("")).isEqualTo("''");
    }
}
