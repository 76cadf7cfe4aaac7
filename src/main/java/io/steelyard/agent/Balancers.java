package io.steelyard.agent;

import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.backplane.BackplaneBalancer;
import io.steelyard.adapter.haproxy.HaproxyBalancer;
import io.steelyard.adapter.haproxy.HaproxyConnection;
import io.steelyard.adapter.simulator.Scenarios;
import io.steelyard.adapter.simulator.Simulator;
import io.steelyard.adapter.simulator.SimulatorBalancer;
import io.steelyard.backplane.BackplaneClient;
import io.steelyard.backplane.CallListener;
import io.steelyard.config.BackplaneSettings;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.HaproxySettings;
import io.steelyard.config.PollSettings;
import io.steelyard.config.SimulatorSettings;
import io.steelyard.model.TimeSource;
import io.steelyard.source.Room;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import reactor.core.scheduler.Scheduler;

/** Opens the balancer that a configuration names. The only place that knows every adapter. */
final class Balancers {

    private Balancers() {}

    /** @param room for what is remembered of it; a larger one is refused at each reading */
    static Balancer open(
            BalancerSettings settings,
            PollSettings poll,
            Supplier<Room> room,
            CallListener calls,
            TimeSource time,
            Scheduler timer) {
        Balancer opened = switch (settings.type()) {
            case BACKPLANE -> backplane(settings.backplane().orElseThrow(), poll, room.get(), calls, time);
            case HAPROXY -> haproxy(settings.haproxy().orElseThrow(), poll, room.get(), time, timer);
            case SIMULATOR -> simulator(settings.simulator().orElseThrow(), time);
        };
        return opened.with(Room.bounding(opened.source(), room));
    }

    private static Balancer backplane(
            BackplaneSettings settings, PollSettings poll, Room room, CallListener calls, TimeSource time) {
        BackplaneClient client = BackplaneClient.builder(settings.url().uri())
                .token(new Token(settings.token()))
                .deadline(poll.timeout())
                .maxResponseBytes(room.answer(settings.maxResponseBytes().bytes()))
                .maxSize(room.routes(), room.backends(), room.remedy())
                .listener(calls)
                .build();
        return BackplaneBalancer.of(client, settings.url().toString(), time);
    }

    /** The readings of a poll are spread over most of the time that it may take. */
    private static Balancer haproxy(
            HaproxySettings settings, PollSettings poll, Room room, TimeSource time, Scheduler timer) {
        Duration spread = poll.timeout().multipliedBy(3).dividedBy(4);
        return HaproxyBalancer.of(
                new HaproxyConnection(
                        settings.socket().toString(),
                        settings.proxies(),
                        settings.routeBy().map(Pattern::pattern),
                        settings.samples(),
                        spread,
                        poll.timeout(),
                        room),
                time,
                timer);
    }

    private static Balancer simulator(SimulatorSettings settings, TimeSource time) {
        return SimulatorBalancer.of(Simulator.realTime(
                Scenarios.named(settings.scenario(), settings.seed()), settings.seed(), settings.speed(), time));
    }
}
