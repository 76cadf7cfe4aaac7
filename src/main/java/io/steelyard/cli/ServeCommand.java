package io.steelyard.cli;

import io.steelyard.agent.ApiService;
import io.steelyard.agent.LogThreshold;
import io.steelyard.config.Config;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** The Backplane API over a balancer, without policies. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves the Backplane API over the configured balancer, without policies.",
            "",
            "That is /q, /route, /shape and /e. Needs backplane_api.listen and a token in the configuration. Prints"
                    + " backplane_api=URL when it listens."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard serve --config steelyard.yaml",
            "  steelyard query --url http://127.0.0.1:9791 --token-file token"
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private final ConfigFile file;

    @Spec
    private @Nullable CommandSpec spec;

    ServeCommand(ConfigFile.Loader loader) {
        this.file = new ConfigFile(loader);
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Config config = ConfigFile.taken(
                        file.load(Root.logLevel(line).stream().toList()), CommandLine.ExitCode.SOFTWARE)
                .config();
        LogThreshold.set(config.log().level());
        ApiService service = new ApiService(config);
        Mono<Void> serving = service.start()
                .doOnNext(listening -> {
                    line.getOut().println("backplane_api=" + Urls.of(listening));
                    line.getOut().flush();
                })
                .then(Mono.never());
        Lifetime.last(serving, service.stop(), Optional.empty());
        return CommandLine.ExitCode.OK;
    }
}
