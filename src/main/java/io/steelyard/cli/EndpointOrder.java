package io.steelyard.cli;

import io.steelyard.cli.ClientCommands.Environment;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Orders about one endpoint: {@code weights}, {@code revert} and {@code rearm}. */
abstract class EndpointOrder extends AskingOrder {

    @Parameters(index = "0", paramLabel = "ENDPOINT", description = "The endpoint, as status and page name it.")
    private String endpoint = "";

    EndpointOrder(Environment environment, Terminal terminal) {
        super(environment, terminal);
    }

    static void addTo(CommandLine root, Environment environment, Terminal terminal) {
        root.addSubcommand(new Weights(environment, terminal));
        root.addSubcommand(new Revert(environment, terminal));
        root.addSubcommand(new Rearm(environment, terminal));
    }

    @Override
    final String about() {
        return endpoint;
    }

    /** What the daemon calls it. */
    abstract String verb();

    @Override
    final String path() {
        return "endpoints/" + Daemon.segment(endpoint) + "/" + verb();
    }

    /** Weights by hand. */
    @Command(
            name = "weights",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Sets weights by hand through a running daemon.",
                "",
                "Its policy leaves the endpoint alone from then on, until the time is up or it is re-armed. Routes that"
                        + " are not named keep their weights. What would change is shown and asked about first.",
                "Without a daemon, straight to a balancer's Backplane API: steelyard shape."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard weights www.example.com blue=75 green=25 --for 1h --reason trial",
                "  steelyard weights www.example.com blue=0 --reason drain --dry-run"
            })
    private static final class Weights extends EndpointOrder {

        @Mixin
        private final Term term = new Term();

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROUTE=WEIGHT", description = "Weights from 0.")
        private List<String> weights = List.of();

        Weights(Environment environment, Terminal terminal) {
            super(environment, terminal);
        }

        @Override
        String verb() {
            return "shape";
        }

        @Override
        void complete(Map<String, Object> body) {
            body.put("weights", RouteWeights.of(weights, this::usage));
            term.into(body);
        }
    }

    /** The weights of before. */
    @Command(
            name = "revert",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Takes back the newest write to an endpoint's weights, through a running daemon.",
                "",
                "A second revert goes one write further back. Its policy leaves the endpoint alone from then on, until the"
                        + " time is up or it is re-armed. What would"
                        + " change is shown and asked about first."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard revert www.example.com --reason \"errors since the last move\"",
                "  steelyard revert www.example.com --for 1h --reason errors --yes"
            })
    private static final class Revert extends EndpointOrder {

        @Mixin
        private final Term term = new Term();

        Revert(Environment environment, Terminal terminal) {
            super(environment, terminal);
        }

        @Override
        String verb() {
            return "revert";
        }

        @Override
        void complete(Map<String, Object> body) {
            term.into(body);
        }
    }

    /** Back to the policy. */
    @Command(
            name = "rearm",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            description = {
                "Gives an endpoint back to its policy, after somebody's edit or weights set by hand.",
                "",
                "The policy goes on from the weights that are there now. What would change is shown and asked about"
                        + " first."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  steelyard rearm www.example.com --reason \"the edit is done\"",
                "  steelyard rearm www.example.com --reason \"the edit is done\" --yes -o json"
            })
    private static final class Rearm extends EndpointOrder {

        Rearm(Environment environment, Terminal terminal) {
            super(environment, terminal);
        }

        @Override
        String verb() {
            return "rearm";
        }
    }
}
