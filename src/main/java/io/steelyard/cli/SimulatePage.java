package io.steelyard.cli;

import io.steelyard.replay.Arm;
import io.steelyard.replay.Curve;
import io.steelyard.replay.Report;
import io.steelyard.replay.Summary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The report of a simulation as one page that needs nothing else: no scripts, no fonts, no pictures from elsewhere. */
final class SimulatePage {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width">
            <title>Steelyard: simulation</title>
            <style>
            body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 1100px; padding: 0 1em; color: #222; background: #fff }
            h2 { margin: 2em 0 .4em } p { margin: .3em 0 } pre { font-size: 12px; overflow-x: auto; background: #f6f6f4; padding: .8em }
            .charts { display: flex; flex-wrap: wrap; gap: 1em } figure { margin: 0 } figcaption { font-size: 13px; color: #555 }
            svg { background: #fafaf8; border: 1px solid #ddd } polyline { fill: none; stroke-width: 1.3 } text { font: 11px sans-serif; fill: #666 }
            .key span { margin-right: 1em; white-space: nowrap } .missed { color: #b00020 } .met { color: #1b6e35 }
            </style>
            </head>
            <body>
            <h1>Steelyard: simulation</h1>
            """;

    private SimulatePage() {}

    static String of(Report report) {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("<p>Median and 90th percentile over the seeds; curves of the first seed. A line at the top edge is"
                + " beyond the scale. What each figure means stands in docs/simulate.md.</p>\n");
        Map<String, List<Curve>> byScenario = report.curves().stream()
                .collect(Collectors.groupingBy(Curve::scenario, LinkedHashMap::new, Collectors.toList()));
        byScenario.forEach((scenario, curves) -> section(page, report, scenario, curves));
        report.skipped()
                .forEach(each -> page.append("<p>Skipped ")
                        .append(escape(each.scenario() + ": " + each.reason()))
                        .append("</p>\n"));
        return page.append("</body>\n</html>\n").toString();
    }

    private static void section(StringBuilder page, Report report, String scenario, List<Curve> curves) {
        page.append("<h2>").append(escape(scenario)).append("</h2>\n<p class=\"key\">");
        for (int i = 0; i < curves.size(); i++) {
            page.append("<span style=\"color:")
                    .append(LineChart.colour(i))
                    .append("\">&#9632; ")
                    .append(escape(curves.get(i).policy()))
                    .append("</span>");
        }
        page.append("</p>\n<div class=\"charts\">\n");
        page.append(LineChart.of(
                "highest true utilisation / mean",
                1,
                3,
                curves.stream().map(Curve::imbalance).toList()));
        List<Double> oracle = curves.stream()
                .filter(curve -> curve.policy().equals(Arm.ORACLE))
                .findFirst()
                .map(Curve::responseTime)
                .orElse(List.of());
        page.append(LineChart.of(
                "mean response time / that of " + Arm.ORACLE,
                0.5,
                4,
                curves.stream()
                        .map(curve -> ratio(curve.responseTime(), oracle))
                        .toList()));
        page.append("</div>\n");
        report.results().stream()
                .filter(result -> result.scenario().equals(scenario))
                .forEach(result -> page.append(bar(result)));
        List<Summary> summaries = report.summaries().stream()
                .filter(summary -> summary.scenario().equals(scenario))
                .toList();
        page.append("<pre>")
                .append(escape(SimulateTable.figures(summaries).text()))
                .append("</pre>\n");
    }

    private static String bar(Report.Result result) {
        String figure = Double.isInfinite(result.figure()) ? "never" : SimulateTable.text(result.figure(), "%.4g");
        return "<p class=\"%s\">%s: %s: %s (%s)</p>\n"
                .formatted(
                        result.met() ? "met" : "missed",
                        escape(result.policy()),
                        escape(result.text()),
                        result.met() ? "met" : "missed",
                        figure);
    }

    private static List<Double> ratio(List<Double> values, List<Double> others) {
        return IntStream.range(0, Math.min(values.size(), others.size()))
                .mapToObj(i -> others.get(i) > 0 ? values.get(i) / others.get(i) : 1.0)
                .toList();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
