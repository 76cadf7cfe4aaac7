package io.steelyard.cli;

import java.util.List;
import java.util.Locale;

/** A small chart of lines as SVG, on one scale, which lines beyond it do not leave. */
final class LineChart {

    private static final int WIDTH = 520;
    private static final int HEIGHT = 170;
    private static final int LEFT = 34;
    private static final int EDGE = 8;

    private static final List<String> COLOURS = List.of(
            "#0b5fa5", "#c2410c", "#7c3aed", "#64748b", "#be185d", "#15803d", "#a16207", "#94a3b8", "#0f766e",
            "#1e1b4b");

    private LineChart() {}

    static String colour(int line) {
        return COLOURS.get(line % COLOURS.size());
    }

    /**
     * @param caption says what is shown, without markup
     */
    static String of(String caption, double low, double high, List<List<Double>> lines) {
        StringBuilder svg = new StringBuilder();
        svg.append("<figure><svg role=\"img\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">\n"
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
        for (double mark : new double[] {low, (low + high) / 2, high}) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/><text x=\"4\" y=\"%.1f\">%.3g</text>%n",
                    LEFT,
                    WIDTH - EDGE,
                    y(mark, low, high),
                    y(mark, low, high),
                    y(mark, low, high) + 4,
                    mark));
        }
        for (int i = lines.size() - 1; i >= 0; i--) {
            svg.append("<polyline stroke=\"").append(colour(i)).append("\" points=\"");
            List<Double> line = lines.get(i);
            for (int at = 0; at < line.size(); at++) {
                double x = LEFT + (double) at / Math.max(1, line.size() - 1) * (WIDTH - EDGE - LEFT);
                svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(line.get(at), low, high)));
            }
            svg.append("\"/>\n");
        }
        return svg.append("</svg><figcaption>")
                .append(caption)
                .append("</figcaption></figure>\n")
                .toString();
    }

    private static double y(double value, double low, double high) {
        double part = Double.isNaN(value) ? 0 : (Math.max(low, Math.min(high, value)) - low) / (high - low);
        return HEIGHT - EDGE - part * (HEIGHT - 2.0 * EDGE);
    }
}
