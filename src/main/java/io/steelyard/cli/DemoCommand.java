package io.steelyard.cli;

import io.steelyard.adapter.simulator.Scenario;
import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.agent.Agent;
import io.steelyard.agent.Demo;
import io.steelyard.config.ConfigLoader;
import io.steelyard.config.Given;
import io.steelyard.config.HostPort;
import io.steelyard.config.Loaded;
import io.steelyard.model.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;

/** Everything at once, on simulated traffic. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs the whole agent against a simulated balancer.",
            "",
            "The balancer is served over the Backplane API on loopback, and the agent works on it over HTTP. Standard"
                    + " output begins with http=URL, backplane_api=URL and token=TOKEN, and what to paste into another"
                    + " shell to try query, shape and route; then comes a live table on a terminal, or a line every five"
                    + " seconds. Ctrl-C ends it; nothing is left behind."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard demo                           three uneven routes become balanced",
            "  steelyard demo --scenario brownout       a route loses half of its capacity",
            "  steelyard demo --mode propose --http 127.0.0.1:0 --duration 30s"
        })
final class DemoCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:9790",
            description = "Where metrics and the page are. Default: ${DEFAULT-VALUE}; port 0 takes a free one.")
    private HostPort http = new HostPort("127.0.0.1", 9790);

    @Option(
            names = "--backplane-api",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            description = "Where the Backplane API is served. Default: a free port of 127.0.0.1.")
    private HostPort api = new HostPort("127.0.0.1", 0);

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = "uneven",
            completionCandidates = ScenarioNames.class,
            description = "What happens: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private String scenario = "uneven";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of the random numbers. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Simulated seconds in a second, 0.1 to 10. Default: ${DEFAULT-VALUE}.")
    private double speed = 1;

    @Option(names = "--duration", paramLabel = "D", description = "End after so long, such as 90s. Default: endless.")
    private @Nullable Duration duration;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "act",
            description = "observe, propose or act. Default: ${DEFAULT-VALUE}.")
    private Mode mode = Mode.ACT;

    @Option(
            names = "--audit-file",
            paramLabel = "FILE",
            description = "Take orders, such as to pause: on the page and with the printed token. They are written down"
                    + " in this file. Default: none are taken.")
    private @Nullable Path audit;

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Demo demo = new Demo(scenario(line), seed, speed(line));
        DisposableServer served = Objects.requireNonNull(demo.serve(api).block());
        InetSocketAddress address = (InetSocketAddress) served.address();
        String yaml = demo.configuration(address, http, mode.label(), Optional.ofNullable(audit));
        List<Given> flags = Root.logLevel(line).stream().toList();
        Loaded.Valid valid =
                ConfigFile.taken(ConfigLoader.parse("demo", yaml, name -> null, flags), CommandLine.ExitCode.SOFTWARE);
        Agent agent = new Agent(valid, Version.number());
        PrintWriter out = line.getOut();
        Disposable.Swap shown = Disposables.swap();
        Mono<Void> running = agent.start()
                .doOnNext(addresses -> {
                    out.println("http=" + Urls.of(addresses.http()));
                    out.println("backplane_api=" + Urls.of(address));
                    out.println("token=" + demo.token());
                    out.println("export STEELYARD_URL=" + Urls.of(address) + " STEELYARD_TOKEN=" + demo.token());
                    out.flush();
                    shown.update(show(agent, out));
                })
                .then(agent.ended());
        Lifetime.last(running, agent.stop().doFinally(end -> shown.dispose()), Optional.ofNullable(duration));
        served.disposeNow();
        return CommandLine.ExitCode.OK;
    }

    /** A table that is drawn again each second on a terminal; lines elsewhere. */
    private static Disposable show(Agent agent, PrintWriter out) {
        boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
        LiveTable table = new LiveTable(agent.journal());
        return Flux.interval(Duration.ofSeconds(terminal ? 1 : 5))
                .onBackpressureDrop()
                .subscribe(tick -> {
                    out.print(terminal ? table.screen() : table.lines());
                    out.flush();
                });
    }

    private Scenario scenario(CommandLine line) {
        try {
            return Scenarios.named(scenario, seed);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(line, "--scenario: " + unknown.getMessage(), unknown);
        }
    }

    private double speed(CommandLine line) {
        if (!(speed >= 0.1 && speed <= 10)) {
            throw new ParameterException(line, "--speed: " + speed + " is not in 0.1 to 10");
        }
        return speed;
    }
}
