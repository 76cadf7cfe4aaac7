package io.steelyard.cli;

import io.steelyard.model.Decision;
import io.steelyard.web.EndpointView;
import io.steelyard.web.Entry;
import io.steelyard.web.Journal;
import io.steelyard.web.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** What the agent sees and does, as text: a screen that is drawn again and again, or lines that follow each other. */
final class LiveTable {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";
    private static final int DECISIONS = 8;

    private final Journal journal;
    private long told;

    LiveTable(Journal journal) {
        this.journal = journal;
    }

    /** A whole screen. */
    String screen() {
        View view = journal.view();
        StringBuilder text =
                new StringBuilder(HOME_AND_CLEAR).append(heading(view)).append("\n\n");
        text.append(String.format(
                "%-24s %-12s %7s %9s %8s %8s %8s%n",
                "ENDPOINT", "ROUTE", "SHARE", "REQ/S", "LOAD", "WEIGHT", "WANTED"));
        for (EndpointView endpoint : view.endpoints()) {
            for (EndpointView.RouteView route : endpoint.routes()) {
                text.append(row(endpoint, route));
            }
            text.append(String.format("%-24s max/mean load %s%n", "", number(endpoint.imbalance(), 2)));
        }
        text.append("\nLAST DECISIONS\n");
        view.entries().stream().limit(DECISIONS).forEach(entry -> text.append(told(entry)));
        return text.toString();
    }

    /** One line for each endpoint, and one for each change since the last call. */
    String lines() {
        View view = journal.view();
        StringBuilder text = new StringBuilder();
        List<Entry> changes = new ArrayList<>(view.entries().stream()
                .filter(entry -> entry.sequence() > told && entry.decision() instanceof Decision.Reweigh)
                .filter(entry -> entry.outcome().isPresent())
                .toList());
        for (int i = changes.size() - 1; i >= 0; i--) {
            told = Math.max(told, changes.get(i).sequence());
            text.append(told(changes.get(i)));
        }
        for (EndpointView endpoint : view.endpoints()) {
            text.append(clean(endpoint.pattern())).append(" max/mean load ").append(number(endpoint.imbalance(), 2));
            for (EndpointView.RouteView route : endpoint.routes()) {
                text.append(String.format(
                        Locale.ROOT,
                        " | %s share %s rate %s load %s weight %s",
                        clean(route.id()),
                        percent(route.share()),
                        number(route.requestsPerSecond(), 0),
                        number(route.totals().load(), 1),
                        number(route.weight())));
            }
            text.append('\n');
        }
        return text.isEmpty() ? heading(view) + "\n" : text.toString();
    }

    private static String heading(View view) {
        return "steelyard " + view.settings().version() + ", mode "
                + view.settings().mode() + ", balancer "
                + view.state().label()
                + view.good().map(seen -> ", snapshot " + seen.generation()).orElse("");
    }

    private static String row(EndpointView endpoint, EndpointView.RouteView route) {
        return String.format(
                "%-24s %-12s %7s %9s %8s %8s %8s%n",
                clean(endpoint.pattern()),
                clean(route.id()),
                percent(route.share()),
                number(route.requestsPerSecond(), 0),
                number(route.totals().load(), 1),
                number(route.weight()),
                number(route.desired()));
    }

    private static String told(Entry entry) {
        Optional<String> times = entry.count() > 1 ? Optional.of(" (" + entry.count() + " times)") : Optional.empty();
        return entry.decision().id() + " " + clean(entry.decision().pattern()) + " " + entry.result() + times.orElse("")
                + " " + clean(entry.decision().reason().toString()) + "\n";
    }

    private static String percent(OptionalDouble share) {
        return share.isPresent() ? String.format(Locale.ROOT, "%.1f%%", 100 * share.getAsDouble()) : "?";
    }

    private static String number(OptionalDouble value, int digits) {
        return value.isPresent() ? String.format(Locale.ROOT, "%." + digits + "f", value.getAsDouble()) : "?";
    }

    private static String number(OptionalInt value) {
        return value.isPresent() ? Integer.toString(value.getAsInt()) : "?";
    }

    /** Names come from outside and must not steer the terminal. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
