package io.steelyard.cli;

import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.config.AuditSettings;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.HttpSettings;
import io.steelyard.config.Loaded;
import io.steelyard.config.SimulatorSettings;
import io.steelyard.model.Suggestion;
import io.steelyard.web.port.Port;
import java.nio.file.Files;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * What a configuration names and the file alone cannot tell: the scenario, the web configuration file, the audit log. Of
 * one that is refused, as far as it is good.
 */
final class Named {

    private final Loaded loaded;

    private Named(Loaded loaded) {
        this.loaded = loaded;
    }

    /**
     * Lines like those of {@code check}. Blocks.
     *
     * @param here whether it is to run on this machine, so that the files must be there
     */
    static Stream<String> problems(Loaded loaded, boolean here, Instant now) {
        Named named = new Named(loaded);
        return Stream.of(
                        named.scenario(),
                        named.webConfig(here, now),
                        named.audit().filter(line -> named.useless()))
                .flatMap(lines -> lines);
    }

    /** Lines on what may be meant as it is, but is likely not to. Blocks. */
    static Stream<String> warnings(Loaded loaded) {
        Named named = new Named(loaded);
        return Stream.concat(named.audit().filter(line -> !named.useless()), named.exposure())
                .map(line -> "warning: " + line);
    }

    private Stream<String> audit() {
        return block(AuditSettings.class)
                .flatMap(audit -> audit.oddity().stream())
                .map(odd -> problem("audit.file", odd));
    }

    private Stream<String> exposure() {
        return block(HttpSettings.class)
                .flatMap(http -> http
                        .exposure(http.webConfigFile().filter(Port::encrypts).isPresent())
                        .stream())
                .map(open -> problem("http.listen", open));
    }

    private boolean useless() {
        return block(AuditSettings.class)
                .anyMatch(audit -> audit.file().filter(Files::isDirectory).isPresent());
    }

    private Stream<String> scenario() {
        return block(BalancerSettings.class)
                .filter(balancer -> balancer.type() == BalancerSettings.Type.SIMULATOR)
                .flatMap(balancer -> balancer.simulator().stream())
                .map(SimulatorSettings::scenario)
                .filter(name -> !Scenarios.names().contains(name))
                .map(name -> problem(
                        "balancer.simulator.scenario",
                        '"' + name + "\" is no scenario; "
                                + Suggestion.remedy(name, Scenarios.names(), "take one of ")));
    }

    /** Each at its place in that file, or at the key that names it if it is about the file as a whole. */
    private Stream<String> webConfig(boolean here, Instant now) {
        return block(HttpSettings.class)
                .flatMap(http -> http.webConfigFile().stream())
                .filter(path -> here || Files.exists(path))
                .flatMap(file -> Port.check(file, now).stream())
                .map(found -> found.line() > 0 ? found.toString() : problem("http.web_config_file", found.toString()));
    }

    private <T extends Record> Stream<T> block(Class<T> type) {
        return loaded.block(type).stream();
    }

    private String problem(String key, String message) {
        return loaded.origins().of(key) + ": " + key + ": " + Output.oneLine(message);
    }
}
