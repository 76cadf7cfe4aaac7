package io.steelyard.audit;

import io.steelyard.model.Control;
import io.steelyard.model.Expired;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes down which orders have ended by themselves: nobody gives an order for it that would have a line. On one thread. */
public final class ExpiredOrders {

    private static final Logger LOG = LoggerFactory.getLogger(ExpiredOrders.class);

    private final AuditLog log;
    private Control standing;

    /** @param standing what counts, or did when the agent ended */
    public ExpiredOrders(AuditLog log, Control standing) {
        this.log = log;
        this.standing = standing;
    }

    /** Writes a line for each that has ended, now that this counts. Fails never: what has ended has ended. */
    public Mono<Void> written(Control now) {
        Control before = standing;
        standing = now;
        List<Expired> expired = Expired.between(before, now);
        return Flux.fromIterable(expired)
                .map(each -> Lines.expired(each, before, now))
                .concatMap(line -> log.append(line).onErrorResume(IOException.class, fault -> {
                    LOG.error("{}; the line was {}", fault.getMessage(), AuditLog.text(line));
                    return Mono.empty();
                }))
                .then();
    }
}
