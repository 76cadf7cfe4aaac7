package io.steelyard.cli;

import io.steelyard.config.Given;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Settings given on the command line, which win over the environment, which wins over the file. */
final class Settings {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the file, such as http.listen=:9790. The variable STEELYARD_HTTP_LISTEN"
                    + " does the same; flags win over variables, these over the file.")
    private List<String> settings = List.of();

    /** @throws ParameterException when one is not KEY=VALUE */
    List<Given> given() {
        return settings.stream().map(this::given).toList();
    }

    private Given given(String setting) {
        int equals = setting.indexOf('=');
        String key = equals < 0 ? "" : setting.substring(0, equals).strip();
        if (!key.matches("[a-z_]+(\\.[a-z_]+)*")) {
            CommandLine line = Objects.requireNonNull(command).commandLine();
            throw new ParameterException(
                    line, "--set: " + (equals < 0 ? "a setting" : "a key") + " is not KEY=VALUE, such as mode=observe");
        }
        return new Given(key, setting.substring(equals + 1), "--set " + key);
    }
}
