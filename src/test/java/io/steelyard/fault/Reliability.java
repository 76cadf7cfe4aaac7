package io.steelyard.fault;

import io.steelyard.fault.FaultMatrix.Cell;
import io.steelyard.fault.FaultMatrix.Row;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes docs/reliability.md of the table of faults and of the figures that long runs left. */
public final class Reliability {

    private static final String NOT_YET = "no figure yet";

    private Reliability() {}

    /** The page. */
    public static String page() {
        StringBuilder page = new StringBuilder("""
                # Reliability

                <!-- Made of the code by GeneratedFilesTest; see CONTRIBUTING.md. -->

                What is promised, and the figure that was measured. Each command makes its figure anew; those of long runs are kept in
                `src/test/resources/reliability` by `-Dgolden.write=true`, with which this page is written too.

                | promise | figure | command |
                | --- | --- | --- |
                """);
        Map<String, String> campaign = Figures.of("campaign");
        row(
                page,
                "No user's request fails because of the daemon: HAProxy under load, while its daemon meets faults on the"
                        + " socket, is stopped, killed and started again",
                campaign,
                "{failed} of {requests} requests failed, {faults} faults, {kills} kills",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "No operator's edit is lost: made at random moments of the same run, each must stand for two of"
                        + " the three seconds of `rearm_after`",
                campaign,
                campaign.containsKey("edits_put_back")
                        ? "{edits_lost} of {edits}; {edits_put_back} of them met a write that was on its way: HAProxy cannot compare"
                                + " and set, so these are found by the write itself and put back at once"
                        : "{edits_overtaken} of {edits}: they fell between our comparison and our write. This was measured before a"
                                + " write found such an edit and put it back ([ADR 2](adr/0002-two-step-actuator.md)); the contract's"
                                + " cases for that are green, the campaign was not repeated yet",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "During a fault nothing is written",
                campaign,
                "{writes_during_faults} writes in {faults} faults",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "A kill leaves each weight old or new (crash points by chance)",
                campaign,
                "{kills_torn} of {kills} kills left another",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "From a fault to the first missed poll, polls every 300 ms that may take 300 ms",
                campaign,
                "{freeze_median_s} s at the median, {freeze_most_s} s at most",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "From its end to the first good poll",
                campaign,
                "{recovery_median_s} s at the median, {recovery_most_s} s at most",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "No invariant is broken: the real memory, policies, Guard and gate against a balancer that lies, lags and"
                        + " restarts, operators, lost writes",
                Figures.of("stateful"),
                "{violations} in {steps} steps with {writes} writes; the worst damage of a lying balancer beside its bound: {worst} of the"
                        + " traffic moved within a minute, promised {bound} and {rounding} for weights that are whole numbers",
                "`mvn -Plong -Dtest=StatefulTest test`");
        row(
                page,
                "Damage under a balancer whose readings lie: the most traffic moved within a minute by any lie and policy"
                        + " tried, with the default `guard.velocity` of 1.0, and what is promised; 1 is all of it",
                Figures.of("liar"),
                "{worst}, promised {bound}",
                "`mvn -Dtest=LiarTest test`");
        page.append("| Faults survived, of the table below | ")
                .append(survived())
                .append(" | `mvn verify`, then `target/fault-matrix.md` says green or red |\n");
        row(
                page,
                "Bad input: tried, refused, wrongly accepted; answers of a balancer, cut off at each byte and mutated at random,"
                        + " beside a plain JSON parser as the judge",
                Figures.of("fuzz"),
                "{tried} tried, {refused} refused, {accepted} wrongly accepted",
                "`mvn -Plong -Dtest=QueryFuzzTest test`");
        row(
                page,
                "From a write to its effect on a real HAProxy: until the first request that goes where it says",
                Figures.of("effect"),
                "{median_ms} ms at the median of {writes} writes, {most_ms} ms at most; {astray} later requests went elsewhere",
                LONG.formatted("EffectIT"));
        soak(page, "the Backplane API", "soak-backplane");
        soak(page, "HAProxy", "soak-haproxy");
        page.append("""

                The short form of the campaign runs in each `mvn verify` (`CampaignIT`), and so do those of the invariants, the bad input and the
                effect of writes.

                What is weaker than it could be: the fuzzers keep an input whose outcome is new, they are not guided by coverage; the kills of the
                campaign come at random moments, not at each labelled point.

                The faults of the wire are made by a TCP proxy of the tests (`FaultProxy`), not by WireMock, because HAProxy's socket speaks no HTTP and both
                balancers are to meet the same faults. It has a counterpart of each of WireMock's: nothing (`nothing_is_answered`), a wrong length
                (`the_length_is_wrong`), random bytes (`garbage_is_answered`), a reset (`the_connection_is_reset`), an answer that comes late or trickles
                (`the_balancer_says_nothing`, `the_answer_trickles`).

                ## Faults

                What happens during each: the process lives, `/metrics` and `/-/healthy` answer, the fault is counted under one reason, nothing is
                written, the weights stay; afterwards it goes on by itself. `BackplaneFaultsIT`, `HttpFaultsIT` and `HaproxyFaultsIT` let a daemon meet them one by one
                while it wants to write, over a proxy that spoils the wire; other rows have unit tests. "Backplane API" is the simulator behind
                our own server, "HAProxy" a real one. A test of a rule that sees no balancer stands for both.

                | | fault | expected | Backplane API | HAProxy |
                | --- | --- | --- | --- | --- |
                """);
        for (Row each : FaultMatrix.rows()) {
            page.append("| " + each.number() + " | " + each.fault() + " | " + each.expected() + " | "
                    + cell(each.backplane()) + " | " + cell(each.haproxy()) + " |\n");
        }
        return page.toString();
    }

    private static final String LONG =
            "`mvn -Plong -Dtest=NoTest -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=%s verify`";

    private static void soak(StringBuilder page, String balancer, String figures) {
        row(
                page,
                "Soak over " + balancer
                        + ": slopes of heap after a collection, threads and files, with faults half of the time and"
                        + " an operator who gives it work",
                Figures.of(figures),
                "{heap} MB, {threads} and {files} an hour (95% intervals), in {minutes} minutes with {faults} faults, {failed} of"
                        + " {polls} polls failed, {writes} writes after {edits} edits",
                "`mvn -Psoak verify`");
    }

    private static void row(
            StringBuilder page, String promise, Map<String, String> figures, String form, String command) {
        String figure = form;
        for (Map.Entry<String, String> each : figures.entrySet()) {
            figure = figure.replace("{" + each.getKey() + "}", each.getValue());
        }
        page.append("| " + promise + " | " + (figures.isEmpty() ? NOT_YET : figure) + " | " + command + " |\n");
    }

    private static String survived() {
        long tested = cells().filter(Cell.Tested.class::isInstance).count();
        long open = cells().filter(Cell.Open.class::isInstance).count();
        long cannot = cells().filter(Cell.Cannot.class::isInstance).count();
        return tested + " of " + (tested + open) + " fields have tests, and a build with a red one fails; " + open
                + " are open, " + cannot + " cannot happen";
    }

    private static Stream<Cell> cells() {
        return FaultMatrix.rows().stream().flatMap(row -> Stream.of(row.backplane(), row.haproxy()));
    }

    private static String cell(Cell cell) {
        if (cell instanceof Cell.Cannot cannot) {
            return "cannot happen: " + cannot.why();
        }
        if (cell instanceof Cell.Open open) {
            return "**open**: " + open.what();
        }
        return ((Cell.Tested) cell)
                .tests().stream()
                        .map(test -> test.split("#", 2)[0])
                        .map(type -> "`" + type.substring(type.lastIndexOf('.') + 1) + "`")
                        .distinct()
                        .collect(Collectors.joining(", "));
    }
}
