package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Setting;
import io.steelyard.model.SettingException;
import io.steelyard.policy.AllocatorFactory;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import io.steelyard.policy.PolicyTypes;
import io.steelyard.policy.StaticParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    @Test
    void a_map_has_a_value_for_each_of_its_keys() {
        StaticParameters parameters =
                (StaticParameters) parameters("static", "{weights: {blue: 90, green: 1e1}, drift: report}");

        assertThat(parameters.weights()).isEqualTo(Map.of("blue", 90.0, "green", 10.0));
        assertThat(parameters.drift()).isEqualTo(StaticParameters.Drift.REPORT);
    }

    private static Record parameters(String type, String parameters) {
        Loaded loaded = ConfigLoader.parse(
                "test",
                "{balancer: {type: simulator}, policies: [{type: " + type + ", parameters: " + parameters + "}]}",
                name -> null);
        assertThat(loaded).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).config().policies().get(0).parameters().parameters();
    }

    private @Nullable Record bind(String parameters) {
        PolicyTypes types = PolicyTypes.of(List.of(new Theirs()));
        PolicySettings policy = new Binder(problems, new Variables(name -> null), Path.of(""), types)
                .bind(
                        PolicySettings.class,
                        YamlReader.read("{type: theirs, parameters: " + parameters + "}", problems)
                                .orElseThrow());
        return policy == null ? null : policy.parameters().parameters();
    }

    private static final class Theirs implements AllocatorFactory<Parameters> {
        @Override
        public String type() {
            return "theirs";
        }

        @Override
        public String help() {
            return "Somebody else's.";
        }

        @Override
        public Class<Parameters> parameters() {
            return Parameters.class;
        }

        @Override
        public Policy create(Parameters parameters, PolicyContext context) {
            throw new UnsupportedOperationException();
        }
    }
}
