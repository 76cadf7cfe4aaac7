package io.steelyard.cli;

import io.steelyard.agent.Advised;
import io.steelyard.model.Decision;
import io.steelyard.model.Printable;
import io.steelyard.model.Shares;
import io.steelyard.policy.Appraisal;
import io.steelyard.policy.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Advice for people. */
final class AdviseText {

    private static final String UNKNOWN = "unknown";

    private AdviseText() {}

    static String of(List<Advised> all) {
        StringBuilder text = new StringBuilder();
        for (Advised advised : all) {
            if (advised.conclusive()) {
                text.append(text.isEmpty() ? "" : "\n").append(one(advised));
            }
        }
        all.stream()
                .filter(advised -> !advised.conclusive())
                .forEach(advised -> text.append(text.isEmpty() ? "" : "\n")
                        .append(Printable.of(advised.pattern()))
                        .append(": ")
                        .append(why(advised))
                        .append('\n'));
        return text.toString();
    }

    /** One line: why there is no advice at all. */
    static String inconclusive(List<Advised> all) {
        return all.isEmpty()
                ? "the balancer has no endpoint that a policy covers: cannot advise"
                : all.stream()
                        .limit(5)
                        .map(advised -> Printable.of(advised.pattern()) + ": " + why(advised))
                        .collect(Collectors.joining("; "));
    }

    private static String why(Advised advised) {
        return !advised.busy() && advised.weights().size() > 1
                ? "no traffic seen in " + Printable.count(advised.readings(), "reading") + ": cannot advise"
                : "no advice, " + Printable.of(advised.decision().reason().toString())
                        + changed(advised)
                                .map(text -> "; " + text + "; run it again, or ask the daemon: steelyard status")
                                .orElse("");
    }

    private static Optional<String> changed(Advised advised) {
        return advised.changes() == 0
                ? Optional.empty()
                : Optional.of("the weights were changed " + Printable.count(advised.changes(), "time")
                        + " meanwhile, by a running Steelyard or by an operator");
    }

    private static String one(Advised advised) {
        StringBuilder text = new StringBuilder(Printable.of(advised.pattern()))
                .append(": ")
                .append(Printable.count(advised.weights().size(), "route"))
                .append(", ")
                .append(Printable.count(advised.readings(), "reading"))
                .append("\n\n")
                .append(table(advised))
                .append('\n');
        advised.expectation().ifPresent(expected -> expectation(text, expected));
        advised.appraisal().ifPresent(known -> concurrency(text, known));
        changed(advised)
                .ifPresent(what -> line(
                        text,
                        "changed",
                        what + "; weights of now are the last ones, and a daemon tells: steelyard status"));
        line(text, "why", Printable.of(advised.decision().reason().text()));
        if (advised.decision() instanceof Decision.Reweigh) {
            commands(text, advised);
        } else {
            text.append("\nLeave the weights as they are.\n");
        }
        return text.toString();
    }

    private static String table(Advised advised) {
        Table table = new Table(
                "ROUTE", "BACKENDS", "REQ/S", "LOAD", "BUSY", "CAPACITY/S", "SHARE OF CAPACITY", "WEIGHT", "PROPOSED");
        for (Map.Entry<String, OptionalInt> route : advised.weights().entrySet()) {
            table.row(row(advised, route.getKey(), route.getValue()).toArray());
        }
        return table.text();
    }

    private static List<String> row(Advised advised, String id, OptionalInt weight) {
        List<String> row = new ArrayList<>(List.of(id));
        Optional<Appraisal> known = advised.appraisal();
        Optional<Appraisal.OfRoute> route =
                known.flatMap(all -> Optional.ofNullable(all.routes().get(id)));
        row.add(route.map(of -> String.valueOf(of.backends())).orElse(UNKNOWN));
        row.add(route.map(of -> number(of.rate(), 1)).orElse(UNKNOWN));
        row.add(route.map(of -> number(of.load(), 2)).orElse(UNKNOWN));
        row.add(route.filter(of -> known.get().absolute() && of.capacity() > 0)
                .map(of -> percent(Math.min(1, of.rate() / of.capacity()), 0))
                .orElse(UNKNOWN));
        row.add(route.filter(of -> known.get().absolute())
                .map(of -> number(of.capacity(), 0) + " ± " + percent(of.error(), 0))
                .orElse(UNKNOWN));
        row.add(route.map(of -> percent(of.share(), 1) + " (" + percent(of.lowShare(), 1) + " to "
                        + percent(of.highShare(), 1) + ")")
                .orElse(UNKNOWN));
        row.add(weight(weight, advised.shares(), id));
        row.add(
                advised.decision() instanceof Decision.Reweigh reweigh
                        ? weight(OptionalInt.of(reweigh.weights().of(id)), advised.proposed(), id)
                        : "the same");
        return row;
    }

    private static String weight(OptionalInt weight, Optional<Shares> shares, String id) {
        return weight.isEmpty()
                ? UNKNOWN
                : weight.getAsInt()
                        + shares.map(all -> " (" + percent(all.of(id), 1) + ")").orElse("");
    }

    private static void expectation(StringBuilder text, Expectation expected) {
        line(
                text,
                "imbalance",
                "%s now, %s expected: of utilisation, max ÷ mean"
                        .formatted(ratio(expected.imbalance()), ratio(expected.expectedImbalance())));
        line(
                text,
                "response",
                "%s now (requests in flight ÷ rate), %s expected%s"
                        .formatted(
                                millis(expected.response()),
                                millis(expected.expectedResponse()),
                                expected.expectedResponse().isPresent()
                                        ? " (M/M/k queues with waits x %s, as the present ones have; if as much traffic arrives)"
                                                .formatted(number(expected.irregularity(), 2))
                                        : ""));
        expected.caveat().ifPresent(caveat -> line(text, "but", Printable.of(caveat)));
    }

    private static void concurrency(StringBuilder text, Appraisal known) {
        String found = places(known.best());
        line(
                text,
                "model",
                known.concurrencyKnown()
                        ? "a backend works on " + found + " at a time"
                        : "a backend works on " + found + " at a time; " + places(known.least()) + " to "
                                + places(known.most()) + " would explain the readings too");
    }

    private static String places(double k) {
        return Double.isInfinite(k) ? "any number" : number(k, k == Math.rint(k) ? 0 : 1);
    }

    private static void commands(StringBuilder text, Advised advised) {
        if (advised.commands().isEmpty()) {
            return;
        }
        text.append("\nTo apply by hand (nothing was written):\n");
        advised.commands()
                .forEach(command ->
                        text.append("  ").append(Printable.of(command)).append('\n'));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-10s %s%n", name, value));
    }

    private static String ratio(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble(), 2) : UNKNOWN;
    }

    private static String millis(OptionalDouble seconds) {
        return seconds.isPresent() ? number(1000 * seconds.getAsDouble(), 1) + " ms" : UNKNOWN;
    }

    private static String percent(double part, int digits) {
        return number(100 * part, digits) + " %";
    }

    private static String number(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
