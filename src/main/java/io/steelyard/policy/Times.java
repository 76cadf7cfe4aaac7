package io.steelyard.policy;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * When something happens again and again: the five fields of cron, minute, hour, day of month, month, day of week.
 *
 * <p>The fields are of the clock on the wall. A time that the clock skips in spring happens when it jumps; a time that
 * it shows twice in autumn happens the first time. Cron in UTC knows neither, so the occurrences are computed there and
 * mapped to the zone.
 */
public final class Times {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    private final String text;
    private final ExecutionTime occurrences;

    private Times(String text, Cron cron) {
        this.text = text;
        this.occurrences = ExecutionTime.forCron(cron);
    }

    /**
     * Reads the five fields.
     *
     * @param text minute, hour, day of month, month, day of week
     * @return the times that it names
     * @throws IllegalArgumentException for anything else; the message continues "VALUE ..."
     */
    public static Times parse(String text) {
        try {
            if (text.indexOf('|') >= 0) { // would join several of them
                throw new IllegalArgumentException("there is a |");
            }
            Times times = new Times(
                    text.trim().replaceAll("\\s+", " "), PARSER.parse(text).validate());
            if (times.occurrences
                    .lastExecution(LocalDateTime.of(2400, 1, 1, 0, 0).atZone(ZoneOffset.UTC))
                    .isEmpty()) {
                throw new IllegalArgumentException("never happens");
            }
            return times;
        } catch (RuntimeException e) { // the parser trips over some texts, such as MON-FRI/
            throw new IllegalArgumentException(
                    "is no time in the five fields of cron (minute hour day month weekday): " + reason(e)
                            + "; write for example 30 8 * * MON-FRI",
                    e);
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof IllegalArgumentException
                ? String.valueOf(e.getMessage()).replaceAll("\\s+", " ").replaceAll("[.;\\s]+$", "")
                : "it cannot be read";
    }

    /** The last occurrence at or before some time; empty if there was none for many years. */
    Optional<Instant> last(Instant now, ZoneId zone) {
        return occurrences
                .lastExecution(shown(now, zone.getRules()).plusNanos(1).atZone(ZoneOffset.UTC))
                .map(last -> instant(last.toLocalDateTime(), zone.getRules()))
                .filter(last -> !last.isAfter(now));
    }

    /** The latest time that the clock on the wall has shown until now. */
    private static LocalDateTime shown(Instant now, ZoneRules rules) {
        LocalDateTime local = LocalDateTime.ofInstant(now, rules.getOffset(now));
        ZoneOffsetTransition turn = rules.previousTransition(now.plusNanos(1));
        boolean second = turn != null && turn.isOverlap() && local.isBefore(turn.getDateTimeBefore());
        return second ? turn.getDateTimeBefore().minusNanos(1) : local;
    }

    private static Instant instant(LocalDateTime local, ZoneRules rules) {
        ZoneOffsetTransition turn = rules.getTransition(local);
        if (turn == null) {
            return local.toInstant(rules.getOffset(local));
        }
        return turn.isGap() ? turn.getInstant() : local.toInstant(turn.getOffsetBefore());
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Times that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written, blanks apart. */
    @Override
    public String toString() {
        return text;
    }
}
