package io.steelyard.agent;

import io.steelyard.model.Decision;
import io.steelyard.model.Edit;
import io.steelyard.model.Figure;
import io.steelyard.model.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What a program reads of a decision's line in the log; people read the message. The flat fields tell of one route, the
 * one that moves most, and of one figure; the lists tell of all. Names are stable, lists instead of maps keep the number
 * of fields small in whatever stores the lines.
 */
final class DecisionFields {

    private DecisionFields() {}

    /** One route's part in a change. */
    record Change(String route, int from, int to) {

        int distance() {
            return Math.abs(to - from);
        }
    }

    /** A number that was compared. */
    record Compared(String signal, double value, @Nullable Double threshold) {

        static Compared of(Figure figure) {
            Double limit = figure.limit().isPresent() ? figure.limit().getAsDouble() : null;
            return new Compared(figure.name(), figure.value(), limit);
        }
    }

    /** Adds the fields to a line; an outcome is one of {@code applied}, {@code rehearsed}, {@code refused}, {@code failed}. */
    static LoggingEventBuilder add(LoggingEventBuilder line, Decision decision, String outcome) {
        LoggingEventBuilder told = line.addKeyValue("decision_id", decision.id())
                .addKeyValue("policy", decision.policy())
                .addKeyValue("endpoint", decision.pattern())
                .addKeyValue("action", decision.action().label())
                .addKeyValue("reason", decision.reason().code().label())
                .addKeyValue("reason_text", decision.reason().text())
                .addKeyValue("outcome", outcome);
        Optional<Figure> first = decision.figures().stream()
                .filter(figure -> figure.limit().isPresent())
                .findFirst()
                .or(() -> decision.figures().stream().findFirst());
        if (first.isPresent()) {
            told = told.addKeyValue("signal", first.get().name())
                    .addKeyValue("value", first.get().value());
            if (first.get().limit().isPresent()) {
                told = told.addKeyValue("threshold", first.get().limit().getAsDouble());
            }
            told = told.addKeyValue(
                    "figures", decision.figures().stream().map(Compared::of).toList());
        }
        return decision instanceof Decision.Reweigh reweigh ? changes(told, reweigh) : told;
    }

    /** What somebody else has changed. */
    static LoggingEventBuilder add(LoggingEventBuilder line, @Nullable Edit edit) {
        return edit == null ? line : line.addKeyValue("changes", edit.changes());
    }

    static LoggingEventBuilder add(LoggingEventBuilder line, Outcome outcome, String word) {
        return add(line, outcome.decision(), word)
                .addKeyValue(
                        "duration_seconds",
                        outcome.endedAt().since(outcome.startedAt()).toNanos() / 1e9);
    }

    private static LoggingEventBuilder changes(LoggingEventBuilder line, Decision.Reweigh decision) {
        List<Change> changes = decision.base().entrySet().stream()
                .map(before -> new Change(
                        before.getKey(),
                        before.getValue(),
                        decision.weights().byRoute().getOrDefault(before.getKey(), 0)))
                .toList();
        LoggingEventBuilder told = line.addKeyValue("changes", changes);
        Optional<Change> most = changes.stream().max(Comparator.comparingInt(Change::distance));
        return most.isEmpty()
                ? told
                : told.addKeyValue("route", most.get().route())
                        .addKeyValue("from", most.get().from())
                        .addKeyValue("to", most.get().to());
    }
}
