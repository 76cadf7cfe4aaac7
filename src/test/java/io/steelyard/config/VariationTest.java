package io.steelyard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Setting;
import io.steelyard.model.SettingException;
import io.steelyard.policy.AllocatorFactory;
import io.steelyard.policy.Configured;
import io.steelyard.policy.Policy;
import io.steelyard.policy.PolicyContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariationTest {

    private final PolicySettings present = policy("""
            balancer: {type: simulator}
            guard: {max_step: 0.1, rearm_after: 30m}
            policies: [{name: web, parameters: {concurrency: 4}, guard: {cooldown: 10s}}]
            """);

    private static PolicySettings policy(String yaml) {
        return ((Loaded.Valid) ConfigLoader.parse("s.yaml", yaml, name -> null))
                .config()
                .policies()
                .get(0);
    }

    @Test
    void what_is_not_said_stays_as_it_is() {
        PolicySettings varied =
                Variation.of(present, "{\"guard\": {\"dead_band\": \"0.5\"}, \"parameters\": {\"concurrency\": 8}}");

        assertThat(varied.guard().maxStep()).isEqualTo(0.1);
        assertThat(varied.guard().cooldown()).isEqualTo(Duration.ofSeconds(10));
        assertThat(varied.guard().rearmAfter()).contains(Duration.ofMinutes(30));
        assertThat(Variation.changes(present, varied))
                .containsExactly("guard.dead_band: 0.05 -> 0.5", "parameters.concurrency: 4 -> 8");
        assertThat(Variation.changes(present, Variation.of(present, ""))).isEmpty();
    }

    @Test
    void every_key_of_the_guard_and_of_the_parameters_may_be_tried() {
        assertThat(Variation.keys(present))
                .extracting(key -> key.setting().key() + "=" + key.value())
                .contains("guard.max_step=0.1", "guard.cooldown=10s", "guard.flips=6", "parameters.concurrency=4");
    }

    /** As a plug-in may have them. */
    record Sealed(
            @Setting(help = "For its service.") Secret key,
            @Setting(help = "What it learned.") Path model,
            @Setting(value = "1", help = "How eager.") double pace) {}

    /** With a block of its own for the service. */
    record Nested(
            @Setting(help = "Its service.") Sealed service,
            @Setting(help = "Another.") Optional<Sealed> other) {}

    private record Theirs<T extends Record>(Class<T> parameters) implements AllocatorFactory<T> {
        @Override
        public String type() {
            return "theirs";
        }

        @Override
        public String help() {
            return "Somebody else's.";
        }

        @Override
        public Policy create(T parameters, PolicyContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private <T extends Record> PolicySettings theirs(Class<T> type, T parameters) {
        return new PolicySettings(
                "web",
                "theirs",
                present.endpoints(),
                new Configured.OfAllocator(new Theirs<>(type), parameters),
                List.of(),
                List.of(),
                present.guard());
    }

    @Test
    void what_is_not_said_stays_as_it_is_also_within_a_block_and_so_do_its_secrets() {
        Sealed own = new Sealed(Secret.of("canary"), Path.of("/srv/model"), 3);
        PolicySettings theirs = theirs(Nested.class, new Nested(own, Optional.of(own)));

        assertThat(Variation.of(theirs, "{parameters: {service: {pace: 2}, other: {}}}")
                        .parameters()
                        .parameters())
                .isEqualTo(new Nested(new Sealed(own.key(), own.model(), 2), Optional.of(own)));
        assertThatThrownBy(() -> Variation.of(theirs, "{parameters: {service: {key_file: /etc/passwd}}}"))
                .hasMessage("parameters.service.key_file: is a secret, or names a file with one, and cannot be tried;"
                        + " leave it out");
    }

    @Test
    void secrets_and_files_stay_as_they_are_and_no_stranger_names_others() {
        Sealed own = new Sealed(Secret.of("canary"), Path.of("/srv/model"), 1);
        PolicySettings theirs = theirs(Sealed.class, own);

        assertThat(Variation.of(theirs, "{parameters: {pace: 2}}").parameters().parameters())
                .isEqualTo(new Sealed(own.key(), own.model(), 2));
        assertThatThrownBy(() -> Variation.of(theirs, "{parameters: {key_file: /etc/passwd, model: /etc/passwd}}"))
                .isInstanceOf(SettingException.class)
                .hasMessage(
                        "parameters.key_file: is a secret, or names a file with one, and cannot be tried; leave it out;"
                                + " parameters.model: names a file, and cannot be tried; leave it out");
        assertThatThrownBy(() -> Variation.of(theirs, "{parameters: {key: mine}}"))
                .hasMessageContaining("parameters.key: is a secret")
                .hasMessageNotContaining("mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{guard: {max_stp: 0.1}}|guard.max_stp: unknown key; did you mean max_step?",
                "{guard: {max_step: 2}}|guard.max_step: \"2\" is above 1, the most allowed; lower it",
                "{\"guard\": {\"max_step\": \"${HOME}\"}}|guard.max_step: \"${HOME}\" names the environment variable HOME, which is not set",
                "{parameters: {concurrency: many}}|parameters.concurrency: \"many\" is no concurrency",
                "{mode: act}|mode: unknown key; known here: guard, parameters",
                "[1, 2]|must be a block of keys",
                "{guard|the settings: ",
                "{guard: {floor: x, flips: y}}|guard.floor: \"x\""
            })
    void what_is_wrong_is_told_as_of_a_file(String settings, String fault) {
        assertThatThrownBy(() -> Variation.of(present, settings))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(fault);
    }
}
