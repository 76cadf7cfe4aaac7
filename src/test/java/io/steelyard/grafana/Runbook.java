package io.steelyard.grafana;

import java.util.List;

/** Writes the runbook: a section for each alert, named like it. */
final class Runbook {

    private Runbook() {}

    static String text() {
        StringBuilder out = new StringBuilder("""
                # Runbook

                What each alert of [grafana/prometheus/alerts.yaml](../grafana/prometheus/alerts.yaml) means and what to do. Written from
                `io.steelyard.grafana.Rules` (test sources), as the rules and their tests are; a test keeps them equal.

                | severity | means |
                | --- | --- |
                | critical | Traffic suffers or may soon, or nobody watches: look now. |
                | warning | Something does not work as meant, traffic flows: look today. |
                | info | Worth knowing; no hurry. |

                Whatever happens to Steelyard, the balancer goes on with the weights it has. To stop Steelyard from writing at once:
                `steelyard pause --reason TEXT`, or `mode: propose` in its file, which it reads again, or stop the process. To see why it
                does what it does: `steelyard log-level debug --for 10m --reason TEXT`. See [operating.md](operating.md).

                | alert | severity | summary |
                | --- | --- | --- |
                """);
        index(out, Rules.alerts());
        index(out, Rules.optional());
        Rules.alerts().forEach(alert -> section(out, alert, ""));
        Rules.optional().forEach(alert -> section(out, alert, ", off by default (`optional.yaml`)"));
        return out.toString();
    }

    private static void index(StringBuilder out, List<Alert> alerts) {
        alerts.forEach(alert -> out.append("| [")
                .append(alert.name)
                .append("](#")
                .append(alert.anchor())
                .append(") | ")
                .append(alert.severity)
                .append(" | ")
                .append(alert.summary)
                .append(" |\n"));
    }

    private static void section(StringBuilder out, Alert alert, String note) {
        out.append("\n## ").append(alert.name).append("\n\n");
        out.append(alert.summary).append(" Severity ").append(alert.severity).append(note);
        out.append("; dashboard `").append(alert.board).append("`.\n\n");
        out.append("    ")
                .append(alert.expression)
                .append("\n    for ")
                .append(alert.lasts)
                .append("\n\n");
        out.append("**Means.** ").append(alert.meaning).append("\n\n**Look at**\n\n");
        alert.checks.forEach(check -> out.append("- ").append(check).append('\n'));
        out.append("\n**Mend**\n\n");
        alert.remedies.forEach(remedy -> out.append("- ").append(remedy).append('\n'));
    }
}
