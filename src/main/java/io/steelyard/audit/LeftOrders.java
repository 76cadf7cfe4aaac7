package io.steelyard.audit;

import io.steelyard.model.Baseline;
import io.steelyard.model.Control;
import io.steelyard.model.Edit;
import io.steelyard.model.Moment;
import io.steelyard.model.Note;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier run left in its file, as it counts now: a file that nobody can make out is taken for a pause.
 *
 * @param before what was ordered when that run ended
 * @param control what counts of it, without what has ended since
 * @param suspended edits that nothing has answered, by the endpoint's pattern
 * @param weights that must be found, by the endpoint's pattern
 * @param readable false if nobody knows what it said
 */
record LeftOrders(
        Control before,
        Control control,
        SortedMap<String, Edit> suspended,
        SortedMap<String, Baseline> weights,
        boolean readable) {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOrders.class);

    /** So many suspended endpoints have a line each at the start. */
    private static final int TOLD = 10;

    /**
     * Reads it, and tells what is in force again. Blocks.
     *
     * @param fresh what counts if nobody has ordered anything
     * @param rearmAfter how long an endpoint is left alone after an edit, by its pattern; empty: until it is re-armed
     * @param kept what weights count; empty if none do
     */
    static LeftOrders in(
            OrdersFile file,
            Control fresh,
            Function<String, Optional<Duration>> rearmAfter,
            Optional<KeptWeights> kept) {
        try {
            LeftOrders left = of(file.read(), fresh, rearmAfter, kept);
            left.tell(fresh, file);
            return left;
        } catch (NoSuchFileException none) {
            return without(fresh, fresh, true);
        } catch (IOException | RuntimeException mangled) {
            file.distrust();
            String why = file + " cannot be read (the next change moves it to " + file.aside()
                    + "), so what was ordered before the restart is unknown, and which weights an operator had set: look at"
                    + " the weights, set by hand those that no policy may change, then resume";
            LOG.error("audit.orders_file: {}; paused until somebody resumes", why, mangled);
            return without(fresh, fresh.pause(new Note("steelyard", why, fresh.at(), Optional.empty())), false);
        }
    }

    private static LeftOrders without(Control before, Control control, boolean readable) {
        return new LeftOrders(before, control, Collections.emptySortedMap(), Collections.emptySortedMap(), readable);
    }

    private static LeftOrders of(
            OrdersLine line,
            Control fresh,
            Function<String, Optional<Duration>> rearmAfter,
            Optional<KeptWeights> kept) {
        Moment now = fresh.at();
        SortedMap<String, Edit> edits = line.edits(now);
        edits.entrySet().removeIf(each -> ended(each.getValue(), rearmAfter.apply(each.getKey()), now));
        SortedMap<String, Baseline> weights = kept.flatMap(
                        all -> Optional.ofNullable(line.weights()).map(written -> all.known(written, now)))
                .orElseGet(TreeMap::new);
        Control before = line.control(fresh);
        return new LeftOrders(before, before.at(now), edits, weights, true);
    }

    private static boolean ended(Edit edit, Optional<Duration> after, Moment now) {
        return after.isPresent() && now.since(edit.at()).compareTo(after.get()) >= 0;
    }

    /** True if nothing that was ordered has ended since. */
    boolean isAsItWas() {
        return control.equals(before);
    }

    private void tell(Control fresh, OrdersFile file) {
        OrdersLine orders = OrdersLine.of(control, Collections.emptyMap(), null);
        if (!orders.equals(OrdersLine.of(fresh, Collections.emptyMap(), null))) {
            LOG.warn("orders of before the restart are in force again, from {}: {}", file, AuditLog.text(orders));
        }
        suspended.entrySet().stream()
                .limit(TOLD)
                .forEach(each -> LOG.warn(
                        "{} stays suspended, from {}: before the restart somebody else set the weights ({}), {}",
                        each.getKey(),
                        file,
                        each.getValue().text(),
                        each.getValue().seen()));
        if (suspended.size() > TOLD) {
            LOG.warn("{} more endpoints stay suspended", suspended.size() - TOLD);
        }
    }
}
