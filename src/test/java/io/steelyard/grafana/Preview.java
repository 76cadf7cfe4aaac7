package io.steelyard.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.steelyard.testing.PrometheusProcess;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/**
 * Draws a dashboard without Grafana: the results of its expressions on a real Prometheus, on Grafana's grid of 24
 * columns, in a real browser. It shows empty and overlapping panels and missing units; it is no copy of Grafana.
 */
final class Preview {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration STEP = Duration.ofSeconds(1);

    private final PrometheusProcess prometheus;
    private final Substitution substitution;
    private final Substitution other;
    private final Instant from;
    private final Instant to;
    private final List<String> withData = new ArrayList<>();
    private final List<String> elsewhere = new ArrayList<>();
    private final List<String> withoutData = new ArrayList<>();

    /** Draws what the first choice of variables gives; the other one is asked where that gives nothing. */
    Preview(PrometheusProcess prometheus, Substitution substitution, Substitution other, Instant from, Instant to) {
        this.prometheus = prometheus;
        this.substitution = substitution;
        this.other = other;
        this.from = from;
        this.to = to;
    }

    /** Places of expressions, {@code dashboard | panel | refId}, that returned something. */
    List<String> withData() {
        return withData;
    }

    /** Those of them to which only the other choice of variables gave something. */
    List<String> elsewhere() {
        return elsewhere;
    }

    List<String> withoutData() {
        return withoutData;
    }

    /** The dashboard with the results of each of its expressions. */
    ObjectNode evaluated(Dashboard dashboard) throws IOException {
        ObjectNode json = (ObjectNode) JSON.readTree(dashboard.json());
        json.path("panels").forEach(panel -> {
            evaluate(dashboard, panel);
            panel.path("panels").forEach(hidden -> evaluate(dashboard, hidden));
        });
        json.at("/annotations/list").forEach(one -> {
            ObjectNode annotation = (ObjectNode) one;
            annotation.set(
                    "results",
                    asked(dashboard, annotation, annotation.path("name").asText() + " | annotation"));
        });
        json.put("from", from.getEpochSecond()).put("to", to.getEpochSecond());
        return json;
    }

    private void evaluate(Dashboard dashboard, JsonNode panel) {
        for (JsonNode each : panel.path("targets")) {
            ObjectNode target = (ObjectNode) each;
            target.set(
                    "results",
                    asked(
                            dashboard,
                            target,
                            panel.path("title").asText() + " | "
                                    + target.path("refId").asText()));
        }
    }

    private JsonNode asked(Dashboard dashboard, JsonNode target, String what) {
        String place = dashboard.uid() + " | " + what;
        JsonNode results = asked(substitution, target);
        if (!results.isEmpty()) {
            withData.add(place);
        } else if (!asked(other, target).isEmpty()) {
            withData.add(place);
            elsewhere.add(place);
        } else {
            withoutData.add(place);
        }
        return results;
    }

    private JsonNode asked(Substitution variables, JsonNode target) {
        String expression = variables.apply(target.path("expr").asText());
        return target.path("instant").asBoolean()
                ? prometheus.query(expression)
                : prometheus.range(expression, from, to, STEP);
    }

    /** The page that draws it. */
    static String page(ObjectNode evaluated) throws IOException {
        return resource("/preview/preview.html")
                .replace("/*UPLOT_CSS*/", resource("/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.min.css"))
                .replace("/*UPLOT_JS*/", resource("/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.iife.min.js"))
                .replace("/*DATA*/null", JSON.writeValueAsString(evaluated).replace("</", "<\\/"));
    }

    /** How high the page is, in pixels. */
    static int height(ObjectNode evaluated) {
        int rows = 0;
        for (JsonNode panel : evaluated.path("panels")) {
            rows = Math.max(
                    rows,
                    panel.at("/gridPos/y").asInt() + panel.at("/gridPos/h").asInt());
        }
        return rows * 30 + 70;
    }

    /** Takes the picture; the browser keeps its files in the folder. */
    static void picture(Path page, Path picture, int height, Path folder) throws IOException, InterruptedException {
        Process browser = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--hide-scrollbars",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--user-data-dir=" + folder.resolve("browser"),
                        "--window-size=1200," + height,
                        "--virtual-time-budget=2000",
                        "--screenshot=" + picture,
                        page.toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile())
                .start();
        try {
            if (!browser.waitFor(60, TimeUnit.SECONDS) || !Files.exists(picture)) {
                throw new IllegalStateException("no picture: " + Files.readString(folder.resolve("browser.log")));
            }
            shrink(picture);
        } finally {
            browser.destroyForcibly();
        }
    }

    /** Colours in steps of 17, and written anew: a third of the bytes, and no eye sees it. */
    private static void shrink(Path picture) throws IOException {
        BufferedImage image = ImageIO.read(picture.toFile());
        BufferedImage small = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                small.setRGB(x, y, (coarse(rgb >> 16) << 16) | (coarse(rgb >> 8) << 8) | coarse(rgb));
            }
        }
        ImageIO.write(small, "png", picture.toFile());
    }

    private static int coarse(int channel) {
        return ((channel & 0xff) + 8) / 17 * 17;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Preview.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
