package io.steelyard.cli;

import io.steelyard.config.Problem;
import io.steelyard.config.SettingsFile;
import io.steelyard.policy.PolicyTypes;
import io.steelyard.replay.Arm;
import io.steelyard.replay.Course;
import io.steelyard.replay.Fleet;
import io.steelyard.replay.Report;
import io.steelyard.replay.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Policies in their Guard on simulated traffic, in virtual time, beside what they should be compared with. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description =
                "Runs policies and Guard on simulated traffic in virtual time, beside static weights and the oracle.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  steelyard simulate --scenario queue-70 --policy equal-load --seeds 5",
            "  steelyard simulate --scenario ./fleet.yaml          a fleet of your own"
        })
final class SimulateCommand implements Callable<Integer> {

    private static final String ALL = "all";
    private static final int MOST_SEEDS = 10_000;
    private static final String PID = "pid";

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--scenario",
            paramLabel = "NAME|FILE",
            defaultValue = ALL,
            completionCandidates = ScenarioNames.class,
            description = "all, a YAML file (with / or .yaml), or one of ${COMPLETION-CANDIDATES}. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String scenario = ALL;

    @Option(
            names = "--policy",
            paramLabel = "TYPE",
            split = ",",
            defaultValue = "equal-load",
            description =
                    "Types of policies, each perhaps with limiters: equal-load+evacuate. Default: ${DEFAULT-VALUE}.")
    private List<String> policies = List.of("equal-load");

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "First seed. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How many seeds, from the first on. Default: ${DEFAULT-VALUE}.")
    private int seeds = 5;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table for people, json or yaml for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with charts.")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (seeds < 1 || seeds > MOST_SEEDS) {
            throw new ParameterException(line, "--seeds: " + seeds + " is not in 1 to " + MOST_SEEDS);
        }
        Simulation simulation = new Simulation(courses(line), arms(line), seed, seeds, skipped());
        Progress progress = new Progress(line.getErr(), simulation.trials());
        Report report = simulation.run(progress::step);
        progress.end();
        Output out = new Output(format);
        if (out.isTable()) {
            out.text(SimulateTable.of(report));
        } else {
            out.data(SimulateJson.of(report));
        }
        if (html != null) {
            Files.writeString(html, SimulatePage.of(report));
        }
        out.flush(line.getOut(), line.getErr());
        return CommandLine.ExitCode.OK;
    }

    /** What cannot be run yet. */
    private List<Report.Skipped> skipped() {
        return scenario.equals(ALL)
                ? List.of(new Report.Skipped("bad-canary", "there is no canary policy yet"))
                : List.of();
    }

    private List<Course> courses(CommandLine line) {
        if (scenario.equals(ALL)) {
            return Course.all();
        }
        try {
            return List.of(isFile() ? fleet(line).course() : Course.named(scenario));
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(line, "--scenario: " + unknown.getMessage(), unknown);
        }
    }

    private boolean isFile() {
        return scenario.contains("/") || scenario.endsWith(".yaml") || scenario.endsWith(".yml");
    }

    private Fleet fleet(CommandLine line) {
        List<Problem> problems = new ArrayList<>();
        return SettingsFile.read(Path.of(scenario), Fleet.class, problems::add)
                .map(SettingsFile::value)
                .orElseThrow(() -> {
                    if (format == Format.table) {
                        problems.forEach(line.getErr()::println);
                    }
                    return new IllegalArgumentException(scenario + " is not valid; nothing was simulated"
                            + (format == Format.table ? "" : ": " + problems.get(0)));
                });
    }

    /** The policies that were asked for, and pid beside them. */
    private List<Arm> arms(CommandLine line) {
        SimulatedPolicies known = new SimulatedPolicies(PolicyTypes.load());
        List<Arm> arms = new ArrayList<>();
        try {
            for (String policy : new LinkedHashSet<>(policies)) {
                arms.add(Arm.policy(policy, known.named(policy)));
            }
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(line, "--policy: " + unknown.getMessage(), unknown);
        }
        if (!policies.contains(PID)) {
            arms.add(Arm.baseline(PID, known.named(PID)));
        }
        return arms;
    }
}
