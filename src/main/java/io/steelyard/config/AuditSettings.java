package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The log of every write. */
public record AuditSettings(
        @Setting(help = "Where to append JSON lines. If it cannot be written, nothing is written to the balancer.")
        Optional<Path> file,

        @Setting(
                help =
                        "Where the orders in force are kept, and which endpoints an operator's edit suspends, so that a restart"
                                + " ends neither. Default: audit.file with .orders at its end.")
        Optional<Path> ordersFile) {

    /** Where what is to outlive a restart is kept; empty if nothing is. */
    public Optional<Path> orders() {
        return ordersFile.or(() -> file.map(log -> log.resolveSibling(log.getFileName() + ".orders")));
    }
}
