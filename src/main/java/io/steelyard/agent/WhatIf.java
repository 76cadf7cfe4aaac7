package io.steelyard.agent;

import io.steelyard.config.PolicySettings;
import io.steelyard.config.Variation;
import io.steelyard.guard.Guard;
import io.steelyard.model.History;
import io.steelyard.model.Horizon;
import io.steelyard.model.SettingException;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.OrderRefusedException.Cause;
import io.steelyard.operator.Trial;
import io.steelyard.operator.Trials;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Tries settings on what is remembered. The history is taken on the control thread; the rest is pure and done elsewhere. */
final class WhatIf implements Trials {

    /** So many trials may wait for the one that is made; anybody may ask for some, so they have a thread of their own. */
    static final int WAITING = 4;

    /** As many of the newest readings are judged. */
    private static final int READINGS = 60;

    private final ControlLoop loop;
    private final Supplier<Wiring> wiring;
    private final Scheduler control;
    private final Scheduler worker;

    /** @param wiring what counts now */
    WhatIf(ControlLoop loop, Supplier<Wiring> wiring, Scheduler control, Scheduler worker) {
        this.loop = loop;
        this.wiring = wiring;
        this.control = control;
        this.worker = worker;
    }

    @Override
    public Mono<Trial> of(String pattern, String settings) {
        return Mono.fromCallable(() -> loop.history(pattern))
                .subscribeOn(control)
                .publishOn(worker)
                .map(known -> known.orElseThrow(() -> new OrderRefusedException(
                        Cause.UNKNOWN, "endpoint " + pattern + " does not exist, or was not seen yet")))
                .map(history -> tried(history, settings))
                .checkpoint("what-if");
    }

    private Trial tried(History history, String settings) {
        Wiring now = wiring.get();
        PolicySettings present = now.config()
                .policyFor(history.pattern())
                .orElseThrow(() -> new OrderRefusedException(
                        Cause.CONFLICT, "no policy has endpoint " + history.pattern() + ", so none can be tried"));
        PolicySettings other = Variation.of(present, settings);
        Guard guard = now.guard(present);
        Guard tried = fitting(() -> now.guard(other));
        Horizon horizon = now.horizon(other.guard());
        List<History> past = history.past();
        return new Trial(
                present.name(),
                history.pattern(),
                Variation.keys(present).stream().map(WhatIf::key).toList(),
                Variation.changes(present, other),
                past.subList(Math.max(0, past.size() - READINGS), past.size()).stream()
                        .map(then -> new Trial.Pair(guard.decide(then), tried.decide(then.within(horizon))))
                        .toList());
    }

    /** A policy may refuse its parameters where they meet the endpoint; what it throws later is a fault of its own. */
    private static Guard fitting(Supplier<Guard> guard) {
        try {
            return guard.get();
        } catch (IllegalArgumentException unfit) {
            throw new SettingException("parameters", "parameters: " + unfit.getMessage());
        }
    }

    private static Trial.Key key(Variation.Key key) {
        Object value = key.value();
        boolean one = !(value instanceof Map || value instanceof Collection);
        return new Trial.Key(
                key.setting().key(),
                key.setting().type(),
                one ? Optional.ofNullable(value).map(String::valueOf) : Optional.empty(),
                key.setting().range(),
                key.setting().help());
    }
}
