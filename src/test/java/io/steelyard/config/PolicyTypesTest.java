package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The parameters of a policy that somebody else wrote are read like our own. */
class PolicyTypesTest {

    enum Pace {
        SLOW,
        VERY_FAST
    }

    record Window(
            @Setting(value = "5m", min = "1s", help = "How long.")
            Duration length,

            @Setting(help = "Its name.") String name) {

        Window {
            if (name.startsWith("x")) {
                throw new SettingException("name", "must not begin with x; choose another");
            }
        }
    }

    record Parameters(
            @Setting(value = "slow", help = "How fast.") Pace pace,
            @Setting(value = "[]", help = "When.") List<Window> windows,
            @Setting(min = "1", help = "At most.") Optional<Integer> most) {}

    private final Problems problems = new Problems("test");

    @Test
    void nested_blocks_lists_and_words_are_bound() {
        Parameters parameters = (Parameters)
                Objects.requireNonNull(bind("{pace: very-fast, windows: [{name: a}, {name: b, length: 1h}], most: 7}"));

        assertThat(parameters)
                .isEqualTo(new Parameters(
                        Pace.VERY_FAST,
                        List.of(new Window(Duration.ofMinutes(5), "a"), new Window(Duration.ofHours(1), "b")),
                        Optional.of(7)));
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void what_their_own_checks_refuse_has_its_place() {
        bind("{windows: [{name: xa}, {length: 1ms}], pace: fast}");

        assertThat(problems.inOrder())
                .extracting(Problem::toString)
                .containsExactly(
                        "test:1:46: parameters.windows[0].name: must not begin with x; choose another",
                        "test:1:51: parameters.windows[1].name: is required. Its name.",
                        "test:1:60: parameters.windows[1].length: \"1ms\" is below 1s, the least allowed; raise it",
                        "test:1:73: parameters.pace: \"fast\" is none of slow, very-fast; write one of these");
    }

    private @Nullable Record bind(String parameters) {
        PolicyTypes types = new PolicyTypes(Map.of("theirs", Parameters.class), Set.of());
        PolicySettings policy = new Binder(problems, new Variables(name -> null), Path.of(""), types)
                .bind(
                        PolicySettings.class,
                        YamlReader.read("{type: theirs, parameters: " + parameters + "}", problems)
                                .orElseThrow());
        return policy == null ? null : policy.parameters();
    }
}
