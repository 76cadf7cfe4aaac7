package io.steelyard.cli;

import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.policy.EqualLoad;
import io.steelyard.replay.Arm;
import io.steelyard.replay.Course;
import io.steelyard.replay.Run;
import io.steelyard.replay.Simulation;
import io.steelyard.replay.Summary;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
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
        footer = {"  steelyard simulate --scenario queue-70 --policy equal-load --seeds 5"})
final class SimulateCommand implements Callable<Integer> {

    private static final String ALL = "all";
    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.9;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            defaultValue = ALL,
            completionCandidates = ScenarioNames.class,
            description = "all, or one of ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private String scenario = ALL;

    @Option(
            names = "--policy",
            paramLabel = "TYPE",
            split = ",",
            defaultValue = "equal-load",
            description = "Types of policies. Default: ${DEFAULT-VALUE}.")
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

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        Simulation simulation = new Simulation(courses(line), arms(line), seed, seeds);
        show(Summary.of(simulation.run(() -> {})), line.getOut());
        return CommandLine.ExitCode.OK;
    }

    private List<Course> courses(CommandLine line) {
        if (scenario.equals(ALL)) {
            return Course.all();
        }
        if (!Scenarios.names().contains(scenario)) {
            try {
                Scenarios.named(scenario);
            } catch (IllegalArgumentException unknown) {
                throw new ParameterException(line, "--scenario: " + unknown.getMessage(), unknown);
            }
        }
        return List.of(Course.named(scenario));
    }

    private List<Arm> arms(CommandLine line) {
        return policies.stream().map(type -> arm(line, type)).toList();
    }

    private static Arm arm(CommandLine line, String type) {
        if (!type.equals("equal-load")) {
            throw new ParameterException(line, "--policy: " + type + " is not known; known is equal-load");
        }
        return Arm.policy(type, capabilities -> new EqualLoad(capabilities.concurrency()));
    }

    private static void show(List<Summary> summaries, PrintWriter out) {
        Table table = new Table(
                "SCENARIO",
                "POLICY",
                "SETTLE",
                "MOVES",
                "DRAIN",
                "OVERSHOOT",
                "IMBALANCE",
                "RESPONSE",
                "CALLS/H",
                "MOVED",
                "REGRET",
                "RINGS");
        for (Summary each : summaries) {
            table.row(
                    each.scenario(),
                    each.policy(),
                    both(each, run -> Summary.orNever(run.settlePolls()), "%.0f"),
                    both(each, Run::moves, "%.0f"),
                    both(each, run -> Summary.orNever(run.drainPolls()), "%.0f"),
                    both(each, Run::overshoot, "%.2f"),
                    both(each, Run::steadyImbalance, "%.3f"),
                    both(each, run -> Summary.orNever(run.responseRatio()), "%.2f"),
                    both(each, Run::callsPerHour, "%.1f"),
                    both(each, Run::shareMoved, "%.2f"),
                    both(each, run -> Summary.orNever(run.regret()), "%.3f"),
                    each.runs().stream().filter(Run::rings).count() + "/"
                            + each.runs().size());
        }
        out.print(table.text());
        out.flush();
    }

    /** Median and 90th percentile over the seeds. */
    private static String both(Summary summary, ToDoubleFunction<Run> figure, String format) {
        return text(summary.quantile(MEDIAN, figure), format) + " " + text(summary.quantile(MOST, figure), format);
    }

    private static String text(double value, String format) {
        return Double.isInfinite(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
