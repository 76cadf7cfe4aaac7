package io.steelyard.cli;

import io.steelyard.cli.ClientCommands.Environment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** An order that moves traffic, or lets it be moved: shown and asked about first. */
abstract class AskingOrder extends OrderCommand {

    @Option(
            names = {"-y", "--yes"},
            description = "Do it without asking, as a script has to.")
    private boolean yes;

    private final Terminal terminal;

    AskingOrder(Environment environment, Terminal terminal) {
        super(environment);
        this.terminal = terminal;
    }

    @Override
    final @Nullable Terminal asks() {
        return yes ? null : terminal;
    }
}
