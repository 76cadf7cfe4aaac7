package io.steelyard.web;

import io.steelyard.model.Control;
import io.steelyard.model.Decision;
import io.steelyard.model.Observation;
import io.steelyard.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The journal as plain text, for terminals and for readers that do not take HTML. */
public final class TextTable {

    private static final int WIDEST = 40;

    /** When no write succeeds, a few endpoints tell why; the status in JSON has all. */
    private static final int MOST = 5;

    private static final List<String> HEADINGS =
            List.of("ENDPOINT", "ROUTE", "SHARE", "RATE/S", "LOAD", "WEIGHT", "BACKENDS");
    private static final int FIRST_NUMBER = 2;

    private TextTable() {}

    /**
     * One line per route, then the newest decision on each endpoint; those that want attention first. Every line ends with a
     * line feed.
     */
    public static String of(View view) {
        StringBuilder out = new StringBuilder();
        List<Attention> all = Attention.of(view);
        List<Attention> worst = Attention.worst(all);
        List<EndpointView> endpoints = Attention.endpoints(worst, all);
        out.append(headline(view)).append('\n');
        Attention.line(worst).ifPresent(line -> out.append(Printable.of(line)).append('\n'));
        said(view).forEach(line -> out.append(Printable.of(line)).append('\n'));
        out.append(Printable.of(lastWrite(view))).append("\n\n");
        table(endpoints, out);
        endpoints.forEach(endpoint -> {
            String name = '\n' + Printable.of(endpoint.pattern(), WIDEST) + ": ";
            out.append(name).append("max/mean load ").append(Shown.number(endpoint.imbalance()));
            Shown.decisions(endpoint, view).forEach(text -> out.append(name).append(Printable.of(text)));
        });
        return out.append('\n').toString();
    }

    /** An endpoint with its routes in one line. */
    public static String line(EndpointView endpoint) {
        StringBuilder out = new StringBuilder(Printable.of(endpoint.pattern(), WIDEST))
                .append(" max/mean load ")
                .append(Shown.number(endpoint.imbalance()));
        endpoint.routes()
                .forEach(route -> out.append(" | ")
                        .append(Printable.of(route.id(), WIDEST))
                        .append(" share ")
                        .append(Shown.share(route))
                        .append(" rate ")
                        .append(Shown.number(route.requestsPerSecond()))
                        .append(" load ")
                        .append(Shown.number(route.totals().load()))
                        .append(" weight ")
                        .append(Shown.weight(route)));
        return out.toString();
    }

    /** A decision with its reason in one line. */
    public static String line(Entry entry) {
        Decision decision = entry.decision();
        return decision.id() + " " + Printable.of(decision.pattern(), WIDEST) + " "
                + Printable.of(Shown.decision(entry));
    }

    /** What runs, in which mode, and how things stand, in one line. */
    public static String headline(View view) {
        String age = view.age()
                .map(since -> String.format(Locale.ROOT, ", %.1fs old", since.toNanos() / 1e9))
                .orElse("");
        String generation =
                view.good().map(seen -> ", snapshot " + seen.generation()).orElse("");
        return "steelyard " + view.settings().version() + ", mode "
                + view.control().mode().label()
                + (view.control().paused().isPresent() ? ", PAUSED" : "") + ", "
                + view.state().label() + generation + age;
    }

    /** What was changed last, wherever that was. */
    static String lastWrite(View view) {
        return "last write "
                + view.lastWrite()
                        .map(LastWrite::of)
                        .map(last -> last.line(view))
                        .orElse(LastWrite.NONE);
    }

    /** What is not as it should be, first what is wrong and then what operators have said, a line each. */
    static List<String> said(View view) {
        List<String> lines = new ArrayList<>(problems(view));
        Control control = view.control();
        control.paused().ifPresent(note -> lines.add("paused " + Shown.note(note, view)));
        control.modes()
                .ordered()
                .ifPresent(order ->
                        lines.add("mode " + order.value().label() + " ordered " + Shown.note(order.note(), view)));
        control.logging()
                .ordered()
                .ifPresent(order ->
                        lines.add("log level " + order.value().label() + " ordered " + Shown.note(order.note(), view)));
        control.policies().forEach((name, note) -> lines.add("policy " + name + " paused " + Shown.note(note, view)));
        lines.addAll(held(view, false));
        return lines;
    }

    private static List<String> problems(View view) {
        List<String> lines = new ArrayList<>();
        if (view.newest().orElse(null) instanceof Observation.Missed missed) {
            lines.add("the last poll failed: " + missed.cause().label() + ": " + missed.message());
        }
        view.unaudited().ifPresent(why -> lines.add("nothing is written, and only a pause is obeyed: " + why));
        view.refused()
                .forEach(file -> lines.add(file.file() + " is refused since "
                        + When.of(file.since(), view.now().wall()) + ", what it said before still counts: "
                        + file.first() + "; to end this: " + file.remedy()));
        view.unkept().ifPresent(why -> lines.add("orders are not kept, a restart would end those that stand: " + why));
        lines.addAll(held(view, true));
        view.unwritten().entrySet().stream()
                .filter(each -> view.unaudited().isEmpty() || !each.getValue().isUnaudited())
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST)
                .forEach(each -> lines.add(each.getKey() + ": since "
                        + When.of(each.getValue().since().wall(), view.now().wall()) + ", "
                        + each.getValue().text()));
        view.suspended()
                .forEach((name, each) -> lines.add(name + ": suspended since "
                        + When.of(each.since().wall(), view.now().wall()) + ", "
                        + each.text()));
        return lines;
    }

    private static List<String> held(View view, boolean undone) {
        return HeldWeights.of(view).stream()
                .filter(held -> held.isUndone() == undone)
                .map(held ->
                        held.pattern() + ": weights set by hand, " + held.text() + "; " + Shown.note(held.note(), view))
                .toList();
    }

    private static void table(List<EndpointView> endpoints, StringBuilder out) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        for (EndpointView endpoint : endpoints) {
            endpoint.routes().forEach(route -> rows.add(row(endpoint, route)));
        }
        int[] widths = new int[HEADINGS.size()];
        rows.forEach(row -> {
            for (int at = 0; at < widths.length; at++) {
                widths[at] = Math.max(widths[at], row.get(at).length());
            }
        });
        rows.forEach(row -> line(row, widths, out));
    }

    private static List<String> row(EndpointView endpoint, EndpointView.RouteView route) {
        return List.of(
                Printable.of(endpoint.pattern(), WIDEST),
                Printable.of(route.id(), WIDEST),
                Shown.share(route),
                Shown.number(route.requestsPerSecond()),
                Shown.number(route.totals().load()),
                Shown.weight(route),
                Integer.toString(route.totals().backends()));
    }

    private static void line(List<String> row, int[] widths, StringBuilder out) {
        for (int at = 0; at < widths.length; at++) {
            String blanks = " ".repeat(widths[at] - row.get(at).length());
            boolean number = at >= FIRST_NUMBER;
            out.append(number ? blanks : "").append(row.get(at)).append(number ? "" : blanks);
            out.append(at + 1 < widths.length ? "  " : "\n");
        }
    }
}
