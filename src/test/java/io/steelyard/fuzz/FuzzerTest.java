package io.steelyard.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzerTest {

    private static Fuzzer fuzzer() {
        return new Fuzzer(1, List.of("abc".getBytes(UTF_8)), List.of("!"));
    }

    @Test
    void a_defect_behind_three_steps_is_found_because_each_step_is_kept() {
        assertThatThrownBy(() -> fuzzer().run(200_000, input -> {
                    String text = new String(input, UTF_8);
                    if (text.startsWith("!!!!")) {
                        throw new IllegalStateException("defect");
                    }
                    return text.startsWith("!!!") ? "three" : text.startsWith("!!") ? "two" : "none";
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("input ")
                .hasRootCauseMessage("defect");
    }

    @Test
    void what_uses_up_memory_or_the_stack_is_a_defect() {
        assertThatThrownBy(() -> fuzzer().run(1, input -> "" + new byte[80 << 20].length))
                .hasStackTraceContaining("bytes were allocated");
        assertThatThrownBy(() -> fuzzer().run(1, input -> deeper(""))).hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static String deeper(String text) {
        return deeper(text + text) + text;
    }
}
