package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The log of every write. */
public record AuditSettings(
        @Setting(help = "Where to append JSON lines. If it cannot be written, nothing is written to the balancer.")
        Optional<Path> file,

        @Setting(
                help = "Where the orders in force are kept, so that a restart does not end a pause. Default: audit.file"
                        + " with .orders at its end.")
        Optional<Path> ordersFile) {

    /** Where the orders in force are kept; empty if none are taken. */
    public Optional<Path> orders() {
        return ordersFile.or(() -> file.map(log -> log.resolveSibling(log.getFileName() + ".orders")));
    }
}
