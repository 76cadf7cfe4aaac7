package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The log of every write. */
public record AuditSettings(
        @Setting(help = "Where to append JSON lines. If it cannot be written, nothing is written to the balancer.")
        Optional<Path> file,

        @Setting(
                help =
                        "Where the orders in force are kept, which endpoints an operator's edit suspends, and which weights were"
                                + " left, so that a restart ends no order and overlooks no edit. Default: audit.file with .orders at its end.")
        Optional<Path> ordersFile) {

    /** What is odd about the file that is there, a pipe say; empty if nothing is, or none is there yet. Blocks. */
    public Optional<String> oddity() {
        return file.filter(path -> Files.exists(path) && !Files.isRegularFile(path))
                .map(
                        path -> path
                                + (Files.isDirectory(path)
                                        ? " is a directory; name a file"
                                        : " is no regular file; a line may fail or hang, and nothing is written to the balancer then"));
    }

    /** Where what is to outlive a restart is kept; empty if nothing is. */
    public Optional<Path> orders() {
        return ordersFile.or(() -> file.map(log -> log.resolveSibling(log.getFileName() + ".orders")));
    }
}
