package io.steelyard.cli;

import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.Config;
import io.steelyard.config.Loaded;
import io.steelyard.config.SimulatorSettings;
import io.steelyard.model.Suggestion;
import io.steelyard.web.port.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What a configuration names and the file alone cannot tell: the scenario, and the web configuration file. */
final class Named {

    private final Loaded.Valid loaded;

    private Named(Loaded.Valid loaded) {
        this.loaded = loaded;
    }

    /**
     * Lines like those of {@code check}. Blocks.
     *
     * @param here whether it is to run on this machine, so that the files must be there
     */
    static Stream<String> problems(Loaded.Valid loaded, boolean here) {
        Named named = new Named(loaded);
        return Stream.concat(named.scenario().stream(), named.webConfig(here).stream());
    }

    private Optional<String> scenario() {
        BalancerSettings balancer = loaded.config().balancer();
        return balancer.simulator()
                .filter(settings -> balancer.type() == BalancerSettings.Type.SIMULATOR)
                .map(SimulatorSettings::scenario)
                .filter(name -> !Scenarios.names().contains(name))
                .map(name -> problem(
                        "balancer.simulator.scenario",
                        '"' + name + "\" is no scenario; "
                                + Suggestion.remedy(name, Scenarios.names(), "take one of ")));
    }

    private Optional<String> webConfig(boolean here) {
        Config config = loaded.config();
        Optional<Path> file = config.http().webConfigFile().filter(path -> here || Files.exists(path));
        try {
            file.ifPresent(Port::check);
            return Optional.empty();
        } catch (IllegalArgumentException fault) {
            return Optional.of(problem("http.web_config_file", String.valueOf(fault.getMessage())));
        }
    }

    private String problem(String key, String message) {
        return loaded.origins().of(key) + ": " + key + ": " + Output.oneLine(message);
    }
}
