package io.steelyard.cli;

import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.Loaded;
import io.steelyard.config.SimulatorSettings;
import io.steelyard.model.Suggestion;
import io.steelyard.web.port.Port;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** What a configuration names and the file alone cannot tell: the scenario, the web configuration file, the audit log. */
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
    static Stream<String> problems(Loaded.Valid loaded, boolean here, Instant now) {
        Named named = new Named(loaded);
        return Stream.of(
                        named.scenario().stream(),
                        named.webConfig(here, now),
                        named.audit().filter(line -> named.useless()))
                .flatMap(lines -> lines);
    }

    /** Lines on what may be meant as it is, but is likely not to. Blocks. */
    static Stream<String> warnings(Loaded.Valid loaded) {
        Named named = new Named(loaded);
        return named.audit().filter(line -> !named.useless()).map(line -> "warning: " + line);
    }

    private Stream<String> audit() {
        return loaded.config().audit().oddity().stream().map(odd -> problem("audit.file", odd));
    }

    private boolean useless() {
        return loaded.config().audit().file().filter(Files::isDirectory).isPresent();
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

    /** Each at its place in that file, or at the key that names it if it is about the file as a whole. */
    private Stream<String> webConfig(boolean here, Instant now) {
        return loaded.config().http().webConfigFile().filter(path -> here || Files.exists(path)).stream()
                .flatMap(file -> Port.check(file, now).stream())
                .map(found -> found.line() > 0 ? found.toString() : problem("http.web_config_file", found.toString()));
    }

    private String problem(String key, String message) {
        return loaded.origins().of(key) + ": " + key + ": " + Output.oneLine(message);
    }
}
