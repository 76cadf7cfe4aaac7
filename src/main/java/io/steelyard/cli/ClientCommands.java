package io.steelyard.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The Backplane client by hand: {@code query}, {@code route}, {@code shape}, {@code token} and {@code api}. */
final class ClientCommands {

    private ClientCommands() {}

    /** Adds the commands to a root command. */
    static void addTo(CommandLine root, Environment environment) {
        root.addSubcommand(new QueryCommand(environment));
        root.addSubcommand(new RouteCommand(environment));
        root.addSubcommand(new ShapeCommand(environment));
        root.addSubcommand(new TokenCommand(environment));
        root.addSubcommand(new ApiCommand(environment));
    }

    /** The environment's variables; null where one is not set. */
    @FunctionalInterface
    interface Environment {
        @Nullable
        String get(String name);
    }
}
