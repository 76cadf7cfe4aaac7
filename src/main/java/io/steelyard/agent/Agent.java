package io.steelyard.agent;

import io.steelyard.actuator.DryRun;
import io.steelyard.actuator.Gate;
import io.steelyard.actuator.LiveGate;
import io.steelyard.adapter.Balancer;
import io.steelyard.audit.AuditLog;
import io.steelyard.audit.AuditedGate;
import io.steelyard.audit.AuditedOperations;
import io.steelyard.audit.ExpiredOrders;
import io.steelyard.audit.KeptOrders;
import io.steelyard.audit.Standing;
import io.steelyard.audit.WriteAhead;
import io.steelyard.config.BackplaneApiSettings;
import io.steelyard.config.BalancerSettings;
import io.steelyard.config.Config;
import io.steelyard.config.HostPort;
import io.steelyard.config.Loaded;
import io.steelyard.config.PolicySettings;
import io.steelyard.config.Refusal;
import io.steelyard.metrics.AgentMetrics;
import io.steelyard.metrics.AgentSettings;
import io.steelyard.model.Control;
import io.steelyard.model.Event;
import io.steelyard.model.Histories;
import io.steelyard.model.Mode;
import io.steelyard.model.Suspension;
import io.steelyard.operator.Operations;
import io.steelyard.source.Poller;
import io.steelyard.web.Admin;
import io.steelyard.web.AgentServer;
import io.steelyard.web.Journal;
import io.steelyard.web.backplane.BackplaneServer;
import io.steelyard.web.port.Port;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;

/**
 * The daemon: everything that a configuration describes, wired and running. Start it once; it runs until it is stopped
 * or its loop fails.
 */
public final class Agent {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** How long a write that is under way may take to finish when the agent is stopped. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    /** How long it may take then to keep what the last events left. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private static final Duration WARM_UP = Duration.ofSeconds(5);

    private final String version;
    private final boolean fromFile;
    private final Reloading reloading;
    private volatile Config config;
    private final SystemTime time = new SystemTime();
    private final Scheduler control = Schedulers.newSingle("control");
    private final Scheduler timer = Schedulers.newSingle("timer");
    private final Scheduler reader = Schedulers.newSingle("configuration");
    // Looks at all other files that may change: the listener's own, those of tokens. One that hangs holds up no other.
    private final Relay files = new Relay("files", timer);
    private final Scheduler looks = Schedulers.fromExecutor(files);
    // A file that hangs must not keep the program from ending.
    private final Scheduler keeper = Schedulers.newSingle("orders", true);
    private final Scheduler clerk = Schedulers.newSingle("audit", true);
    private final Scheduler trials = Schedulers.newBoundedElastic(1, WhatIf.WAITING, "trials");
    private final AgentMetrics metrics;
    private final Journal journal;
    private final Balancer balancer;
    private final Optional<AuditLog> audit;
    private final Optional<KeptOrders> kept;
    private final Poller poller;
    private final ControlLoop loop;
    private final Optional<Token> orderToken;
    private final Admin admin;
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final Disposable.Composite open = Disposables.composite();
    private final Disposable.Swap running = Disposables.swap();

    /** True from right before the loop runs: one that is stopped before that has nothing to finish. */
    private volatile boolean begun;

    /** Where a running agent listens. */
    public record Addresses(InetSocketAddress http, Optional<InetSocketAddress> backplaneApi) {}

    /**
     * An agent that has not started.
     *
     * @param version of the program
     */
    public Agent(Loaded.Valid config, String version) {
        this(config, Optional.empty(), version);
    }

    /**
     * An agent that has not started, and that takes its configuration anew when asked to or when the file changes.
     *
     * @param config what the source gave first
     */
    public Agent(Loaded.Valid config, ConfigSource source, String version) {
        this(config, Optional.of(source), version);
    }

    private Agent(Loaded.Valid loaded, Optional<ConfigSource> source, String version) {
        this.config = loaded.config();
        this.fromFile = source.isPresent();
        // First, so that no change of the file is missed while we start.
        this.reloading = new Reloading(loaded, source, source.map(from -> reloader(loaded, from)), reader);
        this.version = version;
        LogThreshold.set(config.log().level());
        Control fresh = Control.of(time.now(), config.mode(), config.log().level());
        AgentSettings shown = Described.settings(config, version, time);
        this.metrics = new AgentMetrics(shown);
        this.journal = new Journal(shown, fresh);
        this.balancer = Balancers.open(
                config.balancer(), config.poll(), () -> Wiring.room(this.config), new ApiCalls(metrics), time, timer);
        this.audit = config.audit().file().map(file -> new AuditLog(file, clerk, timer, journal::unaudited));
        this.kept = config.audit()
                .orders()
                .map(file -> new KeptOrders(file, fresh, keeper, timer, journal::unkept, ahead()));
        this.poller = new Poller(
                balancer.source(), config.poll().interval(), config.poll().timeout(), time, timer);
        Standing standing =
                kept.map(file -> file.restore(this::rearmAfter)).orElseGet(() -> new Standing(fresh, new TreeMap<>()));
        List.of(metrics, journal).forEach(shows -> shows.accept(standing.control())); // before the first poll
        journal.earlier(standing.left().values());
        this.loop = loop(standing);
        standing.suspended()
                .forEach((pattern, edit) -> loop.publish(new Suspension(fresh.at(), pattern, Optional.of(edit))));
        this.orderToken = config.http().adminToken().map(secret -> new Token(secret, time, looks));
        this.admin = admin();
    }

    /** What is known of the balancer and what was decided; for whoever shows it. */
    public Journal journal() {
        return journal;
    }

    /** Opens the listeners, then begins to poll. Fails if a listener cannot be had. */
    public Mono<Addresses> start() {
        return Mono.fromCallable(() -> new Port(config.http().webConfigFile(), time, looks, this::reread))
                .onErrorMap(
                        IllegalArgumentException.class,
                        fault -> new IllegalArgumentException("http.web_config_file: " + fault.getMessage(), fault))
                .doOnNext(this::watch)
                .doOnNext(port -> config.http()
                        .exposure(port.tls().isPresent())
                        .ifPresent(open -> LOG.warn("http.listen: {}", open)))
                .map(port -> new AgentServer(metrics, journal, admin, port, Schedulers.parallel()))
                .doOnNext(server -> server.configuration(reloading::configuration))
                .doOnNext(server -> server.trials(new WhatIf(loop, () -> wiring(config), control, trials)))
                .doOnNext(server -> reloading
                        .overHttp()
                        .filter(allowed -> config.http().lifecycle())
                        .ifPresent(server::reload))
                .flatMap(server -> server.listen(
                        config.http().listen().host(), config.http().listen().port()))
                .map(this::opened)
                .zipWith(serveApi(config.backplaneApi()), Addresses::new)
                .doOnNext(this::run);
    }

    private void run(Addresses addresses) {
        metrics.countLogLines();
        // An error that comes after its poll was given up has nobody left to hear it; it was counted as a missed poll.
        Hooks.onErrorDropped(late -> LOG.debug("an error came too late: {}", late.toString()));
        LOG.info(
                "watching {}{} every {}ms, mode {}, http on {}",
                balancer.name(),
                config.balancer()
                        .haproxy()
                        .map(haproxy -> " at " + haproxy.socket())
                        .orElse(""),
                config.poll().interval().toMillis(),
                config.mode().name().toLowerCase(Locale.ROOT),
                new HostPort(config.http().listen().host(), addresses.http().getPort()));
        tellIfNothingIsKept();
        audit.ifPresent(log -> open.add(log.watch()
                .subscribe(
                        end -> {},
                        fault -> LOG.error("it is not looked at any more whether audit.file can be written", fault))));
        // On its thread, because a share that hangs hangs here already.
        clerk.schedule(() -> config.audit().oddity().ifPresent(odd -> LOG.warn("audit.file: {}", odd)));
        begun = true;
        // At once, not after the warm-up: orders are taken already.
        running.update(
                loop.run().subscribeOn(control).subscribe(outcome -> {}, ended::tryEmitError, ended::tryEmitEmpty));
        open.add(reloading.follow());
    }

    private void watch(Port port) {
        open.add(port.watch(timer)
                .subscribe(
                        end -> {},
                        fault -> LOG.error(
                                "the web configuration file is not watched any more; restart to have changes of it taken",
                                fault)));
        orderToken.ifPresent(this::watched);
    }

    /** A token that callers are judged by. */
    private Token watched(Token token) {
        open.add(token.watch(timer)
                .subscribe(
                        end -> {},
                        fault -> LOG.error(
                                "the file of a token is not watched any more; restart to have changes of it taken",
                                fault)));
        return token;
    }

    /**
     * Reads the configuration again; see {@link Reloader}. Nothing without a source to read it from. Never fails.
     *
     * @param why it is read, for the log
     */
    public Mono<Void> reload(String why) {
        return reloading.now(why);
    }

    private Reloader reloader(Loaded.Valid first, ConfigSource from) {
        return new Reloader(
                first,
                from.file().toString(),
                from.load(),
                this::prepare,
                this::reread,
                reader,
                control,
                () -> time.now().wall());
    }

    /** The configuration or the listener's own, each on its thread. */
    private synchronized void reread(String file, Optional<Refusal> refused) {
        journal.reread(file, refused);
        metrics.reloaded(refused.isEmpty(), journal.view().refused().isEmpty());
    }

    /** Everything that can go wrong goes wrong here; what puts it in force only sets what was made. */
    private Runnable prepare(Config next) {
        List<Assignment> assignments = wiring(next).assignments();
        AgentSettings shown = Described.settings(next, version, time);
        return () -> {
            boolean begins = config.mode() != next.mode();
            config = next;
            if (begins) {
                tellIfNothingIsKept();
            }
            metrics.configured(shown);
            journal.configured(shown);
            loop.configured(assignments, next.mode(), next.log().level());
        };
    }

    /**
     * One reading that nobody looks at: it loads classes and makes connections, and balancers that count get their first
     * count, so that the first poll is as quick as the others. Whether it fails, the first poll tells.
     */
    private Mono<Void> warmUp() {
        return Mono.defer(balancer.source()::read)
                .timeout(WARM_UP, timer)
                .then()
                .onErrorResume(fault -> Mono.fromRunnable(() -> LOG.debug("warming up: {}", fault.toString())));
    }

    /** Completes when the agent was stopped; fails if its loop failed, after which it does nothing any more. */
    public Mono<Void> ended() {
        return ended.asMono();
    }

    /** Stops polling, waits for a write that is under way, closes everything. */
    public Mono<Void> stop() {
        return Mono.fromRunnable(() -> {
                    LOG.info("stopping: no more polls and decisions; the balancer keeps its weights");
                    loop.stop();
                })
                .then(Mono.defer(this::finished))
                .then(balancer.close())
                .then(kept())
                .doFinally(signal -> {
                    running.dispose();
                    open.dispose();
                    control.dispose();
                    timer.dispose();
                    reader.dispose();
                    files.dispose();
                    keeper.dispose();
                    clerk.dispose();
                    audit.ifPresent(AuditLog::close);
                    trials.dispose();
                    metrics.close();
                });
    }

    private Mono<Void> finished() {
        return begun
                ? ended.asMono()
                        .timeout(
                                GRACE,
                                Mono.fromRunnable(() -> LOG.warn(
                                        "a write that is under way did not end within {}s and is not waited for any longer:"
                                                + " it may be in force or not; the next start finds out",
                                        GRACE.toSeconds())))
                        .onErrorResume(gone -> Mono.empty())
                : Mono.empty();
    }

    /** Waits for what the last events left to be kept, after the thread that they come from. */
    private Mono<Void> kept() {
        return Idle.each(List.of(control))
                .then(Mono.fromRunnable(() -> kept.ifPresent(KeptOrders::keep)))
                .then(Idle.each(List.of(keeper, clerk)))
                .timeout(
                        LAST_LINES,
                        Mono.fromRunnable(() -> LOG.warn(
                                "audit.orders_file: what was still to be kept was not within {}s; look whether its disk answers,"
                                        + " and which orders the next start says are in force",
                                LAST_LINES.toSeconds())),
                        timer)
                .onErrorResume(RejectedExecutionException.class, stopped -> Mono.empty()); // a second stop
    }

    private Optional<WriteAhead> ahead() {
        BalancerSettings of = config.balancer();
        return config.audit().file().filter(file -> of.outlivesUs()).map(file -> new WriteAhead(file, of.address()));
    }

    private Optional<Duration> rearmAfter(String pattern) {
        return config.policyFor(pattern)
                .map(PolicySettings::guard)
                .orElse(config.guard())
                .rearmAfter();
    }

    /** The weights of a simulator end with the process anyway, and those of a demo, which is in no file. */
    private void tellIfNothingIsKept() {
        if (kept.isEmpty()
                && fromFile
                && config.mode() == Mode.ACT
                && config.balancer().type() != BalancerSettings.Type.SIMULATOR) {
            LOG.warn(
                    "audit.file is not set, nor audit.orders_file: a restart takes the weights that it finds for its own,"
                            + " also those of an endpoint that was left alone after an operator's edit; set audit.file");
        }
    }

    private ControlLoop loop(Standing standing) {
        DryRun rehearsal = new DryRun(time);
        LiveGate writes = new LiveGate(
                balancer.actuator(),
                balancer.turns(),
                change -> loop.objection(change),
                config.poll().timeout(),
                time,
                timer);
        Gate gate = audit.<Gate>map(log ->
                        new AuditedGate(log, writes, time, config.balancer().address()))
                .orElse(writes);
        return new ControlLoop(
                warmUp().thenMany(poller.observations()),
                wiring(config).assignments(),
                mode -> mode == Mode.ACT ? gate : rehearsal,
                standing.control(),
                new Histories(pattern -> wiring(config).horizon(pattern), standing.suspended(), standing.left()),
                time,
                control,
                listeners(standing),
                metrics::evaluated);
    }

    private List<Consumer<Event>> listeners(Standing standing) {
        Takeover takeover = new Takeover(standing.left(), kept.isPresent() && ahead().isPresent());
        List<Consumer<Event>> all =
                new ArrayList<>(List.of(metrics, journal, new LogThreshold(), new DecisionLog(), takeover));
        kept.ifPresent(all::add);
        audit.map(log -> new ExpiredOrders(log, standing.before()))
                .map(this::written)
                .ifPresent(each -> {
                    each.accept(standing.control());
                    all.add(each);
                });
        return all;
    }

    private Consumer<Event> written(ExpiredOrders expired) {
        return event -> {
            if (event instanceof Control now) {
                expired.written(now).subscribe();
            }
        };
    }

    private Admin admin() {
        Operations desk = new Desk(loop, balancer.actuator().capabilities(), poller::now, time, control, timer);
        Operations waited = kept.map(file -> file.waitedFor(desk)).orElse(desk);
        return new Admin(
                audit.<Operations>map(log -> new AuditedOperations(log, waited, time))
                        .orElse(waited),
                orderToken.<Supplier<String>>map(token -> token),
                audit.isPresent(),
                reloading::waiting,
                Set.copyOf(config.http().hosts()));
    }

    private Wiring wiring(Config of) {
        return new Wiring(of, balancer.actuator().capabilities());
    }

    private Mono<Optional<InetSocketAddress>> serveApi(BackplaneApiSettings settings) {
        return settings.listen()
                .map(listen -> BackplaneServer.bind(
                                balancer,
                                listen.host(),
                                listen.port(),
                                watched(new Token(settings.token().orElseThrow(), time, looks)))
                        .map(server -> Optional.of(opened(server))))
                .orElse(Mono.just(Optional.empty()));
    }

    private InetSocketAddress opened(DisposableServer server) {
        open.add(server);
        return (InetSocketAddress) server.address();
    }
}
