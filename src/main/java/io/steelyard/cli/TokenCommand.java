package io.steelyard.cli;

import static java.util.Objects.requireNonNull;

import io.steelyard.backplane.BackplaneClient;
import java.util.Map;
import picocli.CommandLine.Command;

/** Prints the secret that agents connect with. */
@Command(
        name = "token",
        description = "Prints the secret that agents connect with. It is the only command that does.",
        footerHeading = "%nExample:%n",
        footer = "  steelyard token --url https://balancer.example.com > agent-token")
final class TokenCommand extends ClientCommand {

    TokenCommand(ClientCommands.Environment environment) {
        super(environment);
    }

    @Override
    void run(BackplaneClient client, Output out) {
        String token = requireNonNull(client.genToken().block());
        if (!out.isTable()) {
            out.data(Map.of("Token", token));
        } else {
            out.line(token);
        }
    }
}
