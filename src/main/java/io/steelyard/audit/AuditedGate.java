package io.steelyard.audit;

import io.steelyard.actuator.Gate;
import io.steelyard.model.Decision;
import io.steelyard.model.Moment;
import io.steelyard.model.Outcome;
import io.steelyard.model.TimeSource;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Lets no write pass whose line is not in the audit log. */
public final class AuditedGate implements Gate {

    private static final Logger LOG = LoggerFactory.getLogger(AuditedGate.class);

    private final AuditLog log;
    private final Gate gate;
    private final TimeSource time;
    private final String balancer;

    /** @param balancer what the gate writes to, as the lines name it */
    public AuditedGate(AuditLog log, Gate gate, TimeSource time, String balancer) {
        this.balancer = balancer;
        this.log = log;
        this.gate = gate;
        this.time = time;
    }

    @Override
    public Mono<Outcome> apply(Decision.Reweigh decision) {
        return Mono.defer(() -> {
                    Moment start = time.now();
                    return log.append(Lines.write(decision, start, balancer))
                            .thenReturn(Optional.<Outcome>empty())
                            .onErrorResume(
                                    IOException.class,
                                    fault -> Mono.just(Optional.of(unaudited(decision, start, fault))))
                            .flatMap(refused -> refused.map(Mono::just)
                                    .orElseGet(() -> gate.apply(decision).flatMap(this::ended)));
                })
                .checkpoint("audited gate");
    }

    private Outcome unaudited(Decision.Reweigh decision, Moment start, IOException fault) {
        return new Outcome.Refused(
                decision,
                start,
                time.now(),
                Outcome.Refusal.UNAUDITED,
                "nothing is changed without its line in the audit log; " + fault.getMessage());
    }

    /** What has happened has happened: a missing last line is told elsewhere and changes nothing. */
    private Mono<Outcome> ended(Outcome outcome) {
        return log.append(Lines.ended(outcome))
                .onErrorResume(IOException.class, fault -> {
                    LOG.error("{}; the line was {}", fault.getMessage(), AuditLog.text(Lines.ended(outcome)));
                    return Mono.empty();
                })
                .thenReturn(outcome);
    }
}
