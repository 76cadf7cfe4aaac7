package io.steelyard.web;

import io.steelyard.model.Printable;
import java.util.List;
import java.util.stream.Collectors;

/** The landing page as it is before its script runs, or without one: one table, nothing from elsewhere. */
final class Page {

    /** More would make a page that nobody reads; the API has them all. */
    static final int ROUTES_MOST = 1000;

    private final View view;
    private final StringBuilder out = new StringBuilder(1 << 14);

    private Page(View view) {
        this.view = view;
    }

    static String of(View view) {
        return new Page(view).write();
    }

    private String write() {
        out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>\n")
                .append("<title>Steelyard: ")
                .append(view.state().label())
                .append("</title>\n<link rel=\"icon\" href=\"assets/icon.svg\" type=\"image/svg+xml\">\n")
                .append("<link rel=\"stylesheet\" href=\"style.css\">\n")
                .append("<script type=\"module\" src=\"assets/app.js\"></script>\n</head>\n")
                .append("<body>\n<div id=\"page\">\n")
                .append("<header><h1>Steelyard</h1>\n<p class=\"")
                .append(view.state().label())
                .append("\">")
                .append(escape(TextTable.headline(view)))
                .append("</p></header>\n<main>\n");
        List<Attention> all = Attention.of(view);
        List<Attention> worst = Attention.worst(all);
        Attention.line(worst).ifPresent(this::strong);
        TextTable.said(view).forEach(this::strong);
        out.append("<p>").append(escape(TextTable.lastWrite(view))).append("</p>\n");
        table(Attention.endpoints(worst, all));
        out.append("</main>\n<footer><nav>");
        link("metrics");
        link("api/v1/status");
        link("api/v1/snapshot");
        link("api/v1/decisions");
        link("-/ready");
        link("-/healthy");
        link(Manual.FIRST);
        return out.append("</nav></footer>\n</div>\n</body>\n</html>\n").toString();
    }

    private void strong(String line) {
        out.append("<p><strong>").append(escape(line)).append("</strong></p>\n");
    }

    /** Relative, so that it works behind a proxy that serves us under a path. */
    private void link(String path) {
        out.append("<a href=\"").append(path).append("\">/").append(path).append("</a> ");
    }

    private void table(List<EndpointView> endpoints) {
        if (view.good().isEmpty()) {
            out.append("<p>No good poll of the balancer yet.</p>\n");
            return;
        }
        out.append(
                        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Routes\">\n<table>\n<caption>Routes of every endpoint</caption>\n<thead><tr>")
                .append("<th scope=\"col\">Endpoint</th><th scope=\"col\">Route</th>")
                .append("<th scope=\"col\" class=\"n\">Share</th><th scope=\"col\" class=\"n\">Requests/s</th>")
                .append("<th scope=\"col\" class=\"n\">Load</th><th scope=\"col\" class=\"n\">Weight</th>")
                .append("<th scope=\"col\" class=\"n\">Backends</th><th scope=\"col\">Decisions</th>")
                .append("</tr></thead>\n");
        int shown = 0;
        int all = 0;
        for (EndpointView endpoint : endpoints) {
            all += endpoint.routes().size();
            if (all <= ROUTES_MOST) {
                shown = all;
                body(endpoint);
            }
        }
        out.append("</table>\n</div>\n");
        if (shown < all) {
            out.append("<p>")
                    .append(Printable.count(all - shown, "more route"))
                    .append(" in <a href=\"api/v1/snapshot\">the API</a>.</p>\n");
        }
    }

    private void body(EndpointView endpoint) {
        out.append("<tbody>\n");
        boolean first = true;
        for (EndpointView.RouteView route : endpoint.routes()) {
            out.append("<tr>");
            if (first) {
                spanning("th scope=\"rowgroup\"", "th", endpoint, escape(endpoint.pattern()));
            }
            cell("", route.id());
            cell("n", Shown.share(route).replace("->", "→"));
            cell("n", Shown.number(route.requestsPerSecond()));
            cell("n", Shown.number(route.totals().load()));
            cell("n", Shown.weight(route).replace("->", "→"));
            cell("n", Integer.toString(route.totals().backends()));
            if (first) {
                spanning("td", "td", endpoint, decision(endpoint));
            }
            out.append("</tr>\n");
            first = false;
        }
        out.append("</tbody>\n");
    }

    private void spanning(String open, String close, EndpointView endpoint, String html) {
        out.append('<')
                .append(open)
                .append(" rowspan=\"")
                .append(endpoint.routes().size())
                .append("\"><bdi>");
        out.append(html).append("</bdi></").append(close).append('>');
    }

    private String decision(EndpointView endpoint) {
        String lines = Shown.decisions(endpoint, view).stream()
                .map(text -> escape(text.replace("->", "→")))
                .collect(Collectors.joining("<br>"));
        return (endpoint.suspended() ? "<strong>suspended</strong> " : "") + (lines.isEmpty() ? "none" : lines);
    }

    private void cell(String style, String text) {
        out.append(style.isEmpty() ? "<td><bdi>" : "<td class=\"" + style + "\"><bdi>")
                .append(escape(text))
                .append("</bdi></td>");
    }

    /** Safe in content and in quoted attributes; without control characters, which HTML does not allow. */
    static String escape(String text) {
        return Printable.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
