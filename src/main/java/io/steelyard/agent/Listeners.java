package io.steelyard.agent;

import io.steelyard.model.Event;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever is told of every event, in order. One that throws costs only itself. */
final class Listeners implements Consumer<Event> {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Consumer<Event>> all;
    private final AtomicLong faults = new AtomicLong();

    Listeners(List<Consumer<Event>> all) {
        this.all = List.copyOf(all);
    }

    @Override
    public void accept(Event event) {
        for (Consumer<Event> listener : all) {
            try {
                listener.accept(event);
            } catch (RuntimeException fault) {
                long count = faults.incrementAndGet();
                if (Long.bitCount(count) == 1) { // the 1st, 2nd, 4th, 8th, …: loud, but no flood
                    LOG.error(
                            "fault {} of a listener, on {}",
                            count,
                            event.getClass().getSimpleName(),
                            fault);
                }
            }
        }
    }
}
