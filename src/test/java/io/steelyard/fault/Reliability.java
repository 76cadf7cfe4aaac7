package io.steelyard.fault;

import io.steelyard.docs.Threats;
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
                "No operator's edit is lost: made in the same run at random moments, and exactly under a write, each must stand for two of"
                        + " the three seconds of `rearm_after`",
                campaign,
                "{edits_lost} of {edits}; {edits_put_back} of them met a write that was on its way: HAProxy cannot compare and set,"
                        + " so these are found by the write itself and put back at once"
                        + (campaign.containsKey("edits_unheard")
                                ? ". {edits_unheard} more are lost because the answer to such a write came too late"
                                        + " ([ADR 2](adr/0002-two-step-actuator.md))"
                                : " (measured before the campaign made edits exactly under a write)"),
                LONG.formatted("CampaignIT"));
        row(
                page,
                "During a fault nothing is written",
                campaign,
                "{writes_during_faults} writes in {faults} faults",
                LONG.formatted("CampaignIT"));
        row(
                page,
                "A kill at any moment leaves each weight old or new",
                campaign,
                "{kills_torn} of {kills} kills left another",
                LONG.formatted("CampaignIT"));
        crashes(page, "over the Backplane API", "crash-backplane", "BackplaneCrashIT");
        crashes(page, "over HAProxy", "crash-haproxy", "HaproxyCrashIT");
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
        row(
                page,
                "Constant work: what a tick allocates, from the bytes of the answer to the exposition, over {backends} backends"
                        .replace("{backends}", Figures.of("constant").getOrDefault("backends", "many")),
                Figures.of("constant"),
                "{none_kb} kB with none dead, {all_kb} kB with all dead: {ratio} of it, promised 0.8 to 1.2",
                "`mvn -Dtest=ConstantWorkTest test`");
        soak(page, "the Backplane API", "soak-backplane");
        soak(page, "HAProxy", "soak-haproxy");
        page.append("| Each threat of [the security matrix](security.md) has a control and tests | " + Threats.count()
                + " threats, printed with their tests | `mvn -Dtest=ThreatsTest test` |\n");
        row(
                page,
                "Two builds of one commit, in two folders, time zones and umasks, are byte-equal, and so is the list of what is"
                        + " in them (CycloneDX)",
                Figures.of("reproducible"),
                "equal at commit `{commit}`: jar `{jar}`, SBOM of {components} components `{sbom}`",
                "`.ci/reproducible`");
        page.append("""

                The short form of the campaign runs in each `mvn verify` (`CampaignIT`), and so do those of the invariants, the bad input and the
                effect of writes.

                What is weaker than it could be: an edit that meets a write over HAProxy is lost if the daemon is killed before it has put it back, or if
                the answer to the write does not come within three times `poll.timeout`: nothing else tells what HAProxy exchanged. What an operator sets
                while no daemon runs is found at the next start, but not in mode propose, without `audit.file`, if the balancer was restarted as well, or if it
                is what a write that was cut off explains (`EditedWhileDownIT`, `RemainsTest`,
                [ADR 18](adr/0018-what-is-found-at-a-start.md)).

                The faults of the wire are made by a TCP proxy of the tests (`FaultProxy`), not by WireMock, because HAProxy's socket speaks no HTTP and both
                balancers are to meet the same faults. It has a counterpart of each of WireMock's: nothing (`nothing_is_answered`), a wrong length
                (`the_length_is_wrong`), random bytes (`garbage_is_answered`), a reset (`the_connection_is_reset`), an answer that comes late or trickles
                (`the_balancer_says_nothing`, `the_answer_trickles`).

                """);
        page.append("""
                ## Crash points

                A daemon is killed at each of these moments (`BackplaneCrashIT`, `HaproxyCrashIT`); in those in which nothing has been written, an
                operator edits at the same time, and that edit must stand. Started again it takes that edit, and no
                write of its own, for an edit (suspended for 1 s, then restored, by `guard.rearm_after`), goes on, and the audit log is
                readable to its last line. The proxy on the wire and a pipe in the place of the audit log hold the daemon there; it knows nothing of it.

                | moment | weights that are there afterwards | a write without its outcome in the audit log |
                | --- | --- | --- |
                """);
        for (CrashPoint each : CrashPoint.values()) {
            page.append("| " + each.moment() + " | " + each.left().words() + " | " + (each.noted() ? "yes" : "no")
                    + " |\n");
        }
        page.append("""

                Over the Backplane API a write is one request that compares and sets, so that two of them cannot happen: between two servers, and
                before putting back. In the last but one an edit that met the write is lost: who would have put it back is dead.

                ## Parsers

                Whatever strangers can feed is read or refused; anything else that is thrown is a defect. Each class `*FuzzTest` holds one parser against
                that: some thousand inputs by chance in each `mvn verify`, each a sample changed in some places, and those that were kept. A longer search by Jazzer
                sees the edges that an input takes from branch to branch, in our code and in the parsers of JSON and YAML below it; it begins with the inputs of
                which each took an edge that none before it had, and keeps such ones in `src/test/resources/fuzz`, 300 a parser at most.
                `mvn -Plong -Dtest='*FuzzTest' test` runs it for all, `-Dtest=SwapFuzzTest` for one parser, `-Dfuzz.time=PT10M` for longer than three times twenty
                seconds a parser; `-Dgolden.write=true` writes inputs and figures down. Found so far: times of cron that ended the start with a stack trace, some with two `|`, and `0 8 * * MON-FRI/`; and kept orders
                whose names were read although a byte in them was no text.

                What the sight of edges is worth, the columns of edges tell: after the same beginning by chance, as long again by chance, or guided; the guided
                search has what earlier ones kept besides. Where it is worth nothing, chance has taken all edges of a small parser already. A busy machine
                tries fewer in the same time. These were %d inputs in all.

                | parser | inputs tried | in searches of | on | edges by chance | as long again | guided instead | inputs kept |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                """.formatted(tried()));
        for (String each : Figures.named("fuzz-")) {
            Map<String, String> figures = Figures.of(each);
            page.append("| `" + each.substring("fuzz-".length()) + "FuzzTest` | "
                    + Stream.of("inputs", "time", "day", "chance", "chance_longer", "guided", "kept")
                            .map(figures::get)
                            .collect(Collectors.joining(" | "))
                    + " |\n");
        }
        page.append("""

                ## Memory and threads

                What is kept of the past is bounded, and fills. That the heap rises within the hour of the soak over HAProxy is the journal behind the page
                and the API, the last 500 changes and the last 500 holds: 0.97 MB for three routes, with 15 changes a minute full after 35 minutes; and the
                writes of the last ten minutes, 0.22 MB. In a soak of 56 minutes (2026-11-30, +0.97 +/- 0.49 MB an hour) heap dumps showed all else that is
                reachable: 9.92, 9.95 and 9.95 MB after 10, 30 and 50 minutes; and the number of objects stood still once the journal was full: 242,829 after
                35 minutes, 243,192 after 50. The noise of 0.2 MB are arrays of `int` that nothing reaches.

                An agent starts a thread when it is first needed, so that their number rises at first and then stands still: each pool has an end. On two
                cores these are 4 `reactor-http-epoll` (connections of readers, and to the Backplane API), 4 `reactor-tcp-nio` (to HAProxy), 2 `parallel`
                (timers), one each of `control`, `timer`, `configuration` (which did then what `files` does), `orders` and `audit`; and `boundedElastic` (files, names of hosts), whose threads end after a
                minute without work. In the soak of an hour over the Backplane API all of them but the last were there after 20 seconds, and
                `boundedElastic` had two and now and then three; over HAProxy `parallel` came in the third minute, and the second, third and fourth
                `reactor-http-epoll`, which take turns with new connections, in the third, fifth and ninth; none was added in the 50 minutes after that. That
                is the whole slope over HAProxy.

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

    private static long tried() {
        return Figures.named("fuzz-").stream()
                .mapToLong(each -> Long.parseLong(Figures.of(each).getOrDefault("inputs", "0")))
                .sum();
    }

    /** Without the mutation score, which takes many minutes more. */
    private static final String LONG =
            "`mvn -Plong -DskipPitest -Dtest=NoTest -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=%s verify`";

    private static void crashes(StringBuilder page, String where, String figures, String test) {
        row(
                page,
                "So does a kill at each of the [named moments](#crash-points) " + where,
                Figures.of(figures),
                "0 of {kills} kills left another, an edit lost that had not met a write, or an audit log that cannot be read",
                LONG.formatted(test));
    }

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
