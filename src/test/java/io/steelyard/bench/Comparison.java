package io.steelyard.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** All runs of one part, and what they say together. */
final class Comparison {

    private final Part part;
    private final Map<String, List<Measured>> byArm = new LinkedHashMap<>();

    Comparison(Part part) {
        this.part = part;
    }

    void add(Arm arm, Measured measured) {
        byArm.computeIfAbsent(arm.name(), name -> new ArrayList<>()).add(measured);
    }

    /** What one arm has of the other, pair by pair. */
    Interval ratio(Bar bar) {
        List<Measured> ones = runs(bar.arm());
        List<Measured> others = runs(bar.beside());
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < ones.size(); pair++) {
            ratios.add(bar.figure().of(ones.get(pair)) / bar.figure().of(others.get(pair)));
        }
        return Interval.ofRatios(ratios);
    }

    private List<Measured> runs(String arm) {
        return Objects.requireNonNull(byArm.get(arm), arm);
    }

    /** A table in Markdown, and a line for each promise. */
    String text() {
        StringBuilder text = new StringBuilder()
                .append(part.name())
                .append(": ")
                .append(part.title())
                .append("\n\n")
                .append("| arm | runs | mean, ms | p95, ms | utilisation | slowest server | moves before, in window |"
                        + " k |\n")
                .append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        part.arms().forEach(arm -> text.append(row(arm)));
        for (Arm daemon : part.arms().stream().filter(Arm::daemon).toList()) {
            part.arms().stream()
                    .filter(arm -> !arm.daemon() && !arm.diverges())
                    .forEach(arm -> text.append(beside(daemon.name(), arm.name())));
        }
        part.bars().forEach(bar -> text.append(promise(bar)));
        return text.toString();
    }

    private String row(Arm arm) {
        List<Measured> runs = runs(arm.name());
        return "| %s%s | %d | %s | %s | %.1f %% | x %.3f | %s | %s |%n"
                .formatted(
                        arm.name(),
                        arm.diverges() ? " (diverges; 20 s)" : "",
                        runs.size(),
                        mean(runs, Measured::mean).text(1),
                        mean(runs, Measured::p95).text(1),
                        100 * mean(runs, Measured::utilisation).middle(),
                        mean(runs, Measured::slowest).middle(),
                        arm.daemon() ? each(runs, run -> run.settling() + "+" + run.moves()) : "",
                        arm.daemon() ? each(runs, Measured::concurrency) : "");
    }

    private static Interval mean(List<Measured> runs, ToDoubleFunction<Measured> figure) {
        return Interval.ofMean(runs.stream().map(figure::applyAsDouble).toList());
    }

    private static String each(List<Measured> runs, Function<Measured, String> figure) {
        return runs.stream().map(figure).collect(Collectors.joining("; "));
    }

    private String beside(String daemon, String fixed) {
        return String.format(
                Locale.ROOT,
                "%n%s ÷ %s, geometric mean of pairs with 95 %%: mean %s, p95 %s",
                daemon,
                fixed,
                ratio(new Bar(Bar.Figure.MEAN, daemon, fixed, 1)).text(3),
                ratio(new Bar(Bar.Figure.P95, daemon, fixed, 1)).text(3));
    }

    private String promise(Bar bar) {
        Interval ratio = ratio(bar);
        return "%n%s: %s, %s"
                .formatted(
                        bar,
                        ratio.text(3),
                        bar.verdict(ratio).name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }
}
