package io.steelyard.cli;

import io.steelyard.model.Printable;
import io.steelyard.replay.Report;
import io.steelyard.replay.Run;
import io.steelyard.replay.Summary;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The report of a simulation as text: a table of each scenario, then the bars. */
final class SimulateTable {

    private static final double MEDIAN = 0.5;
    private static final double MOST = 0.9;

    private SimulateTable() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder();
        List<Summary> summaries = report.summaries();
        if (!summaries.isEmpty()) {
            text.append("median and 90th percentile over ")
                    .append(Printable.count(summaries.get(0).runs().size(), "seed"))
                    .append(" from ")
                    .append(summaries.get(0).runs().get(0).seed())
                    .append("; - is never, or does not apply\n\n")
                    .append(figures(summaries).text());
        }
        long met = report.results().stream().filter(Report.Result::met).count();
        if (!report.results().isEmpty()) {
            text.append("\nbars: ")
                    .append(met)
                    .append(" of ")
                    .append(report.results().size())
                    .append(" met\n")
                    .append(bars(report.results()).text());
        }
        report.skipped()
                .forEach(each -> text.append("\nskipped ")
                        .append(each.scenario())
                        .append(": ")
                        .append(each.reason())
                        .append('\n'));
        return text.toString();
    }

    static Table figures(List<Summary> summaries) {
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
                "GAIN",
                "REGRET",
                "LOST",
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
                    both(each, run -> Summary.orNever(run.responseRatio()), "%.3f"),
                    both(each, Run::callsPerHour, "%.1f"),
                    both(each, Run::shareMoved, "%.2f"),
                    both(each, run -> Summary.orNever(run.shareGain()), "%.3f"),
                    both(each, run -> Summary.orNever(run.regret()), "%.3f"),
                    both(each, Run::lost, "%.3f"),
                    each.runs().stream().filter(Run::rings).count() + "/"
                            + each.runs().size());
        }
        return table;
    }

    private static Table bars(List<Report.Result> results) {
        Table table = new Table("", "SCENARIO", "POLICY", "BAR", "FIGURE", "LIMIT");
        for (Report.Result each : results) {
            table.row(
                    each.met() ? "met" : "MISSED",
                    each.scenario(),
                    each.policy(),
                    each.text(),
                    text(each.figure(), "%.4g"),
                    text(each.limit(), "%.4g"));
        }
        return table;
    }

    private static String both(Summary summary, ToDoubleFunction<Run> figure, String format) {
        String median = text(summary.quantile(MEDIAN, figure), format);
        String most = text(summary.quantile(MOST, figure), format);
        return median.equals(most) ? most : median + " " + most;
    }

    static String text(double value, String format) {
        return Double.isInfinite(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
