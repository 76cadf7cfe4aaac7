package io.steelyard.adapter.haproxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.NetUtil;
import io.steelyard.actuator.Actuator;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.ShellWord;
import io.steelyard.source.ReadException;
import io.steelyard.source.Room;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.tcp.TcpResources;

/**
 * HAProxy's stats socket. Each line has a connection of its own, as HAProxy expects outside its interactive mode: it
 * answers all commands of the line and closes. Unix sockets are those of the JDK, so no native library is needed; the event loops are
 * reactor-netty's shared ones.
 */
final class StatsSocket {

    static final int MOST_BYTES = 64 << 20;
    private static final int SHORT = 4096;
    private static final int LONGEST_SHOWN = 100;

    private final HaproxyConnection settings;
    private final Scheduler timer;
    private final Mono<SocketAddress> address;
    private final AnswerSize size = new AnswerSize(SHORT);

    StatsSocket(HaproxyConnection settings, Scheduler timer) {
        this.settings = settings;
        this.timer = timer;
        this.address = address(settings);
    }

    /**
     * The whole answer to one line: to a command, or to several with semicolons between them, in their order. Fails with a {@link ReadException}
     * whose message names the socket.
     */
    Mono<Answer> ask(String command) {
        return within(settings.timeout(), command);
    }

    /** As {@link #ask}, for a line that writes: only its answer tells whose weights it took the place of. */
    Mono<Answer> order(String command) {
        return within(settings.timeout().multipliedBy(Actuator.PATIENCE), command);
    }

    private Mono<Answer> within(Duration deadline, String command) {
        return address.flatMap(remote -> exchange(remote, command))
                .timeout(deadline, timer)
                .onErrorMap(TimeoutException.class, e -> tooSlow(command, deadline))
                .onErrorMap(error -> !(error instanceof ReadException), this::unreachable);
    }

    /** Where the socket is, for messages. */
    String name() {
        return "HAProxy socket " + settings.socket();
    }

    Room room() {
        return settings.room();
    }

    /** Where it is, as a word of a shell that socat understands. */
    String socatAddress() {
        return ShellWord.of(settings.unix() ? settings.socket() : "TCP:" + settings.host() + ":" + settings.port());
    }

    /** For messages: a line may be long. */
    private static String shown(String command) {
        return command.length() <= LONGEST_SHOWN ? command : command.substring(0, LONGEST_SHOWN) + "…";
    }

    // A late failure is a value, so that it can be dropped without a trace once nobody waits for it any more.
    private Mono<Answer> exchange(SocketAddress remote, String command) {
        return Mono.<Signal<Answer>>create(sink -> {
                    Exchange exchange = new Exchange(
                            name(),
                            command,
                            shown(command),
                            expected(command),
                            settings.room().answer(MOST_BYTES),
                            sink::success);
                    ChannelFuture connecting = bootstrap().handler(exchange).connect(remote);
                    sink.onDispose(() -> close(connecting.channel()));
                    connecting.addListener(done -> {
                        if (!done.isSuccess()) {
                            sink.success(Signal.error(done.cause()));
                        }
                    });
                })
                .<Answer>dematerialize()
                .doOnNext(answer -> {
                    if (reads(command)) {
                        size.seen(answer.length());
                    }
                });
    }

    private int expected(String command) {
        return reads(command) ? size.bytes() : SHORT;
    }

    private static boolean reads(String command) {
        return command.startsWith("show ");
    }

    private static void close(Channel channel) {
        ChannelFuture unused = channel.close();
    }

    private Bootstrap bootstrap() {
        return new Bootstrap()
                .group(TcpResources.get().onClient(false))
                .channel(settings.unix() ? NioDomainSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeout(settings.timeout()));
    }

    private static int connectTimeout(Duration timeout) {
        return (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    }

    private static Mono<SocketAddress> address(HaproxyConnection settings) {
        if (settings.unix()) {
            return Mono.fromSupplier(() -> UnixDomainSocketAddress.of(settings.socket()));
        }
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(settings.host());
        if (literal != null) {
            return Mono.just(new InetSocketAddress(literal, settings.port()));
        }
        return Mono.<SocketAddress>fromCallable(
                        () -> new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private ReadException tooSlow(String command, Duration deadline) {
        return new ReadException(
                Cause.TIMEOUT,
                name() + ": no whole answer to `" + shown(command) + "` within " + deadline.toMillis() + "ms");
    }

    private ReadException unreachable(Throwable error) {
        String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
        if (error instanceof UnknownHostException) {
            return failure(Cause.CONNECT, "no such host", error);
        }
        if (error instanceof UnsupportedOperationException) {
            return failure(Cause.CONNECT, "this platform has no Unix sockets; use HOST:PORT", error);
        }
        if (text.contains("permission denied")) {
            return failure(
                    Cause.AUTH,
                    "permission denied; let this user in with `user`, `group` or `mode` on HAProxy's `stats socket`"
                            + " line",
                    error);
        }
        if (text.contains("no such file")) {
            return failure(Cause.CONNECT, "there is no such file; " + remedy(), error);
        }
        if (text.contains("refused")) {
            return failure(Cause.CONNECT, "nobody listens; " + remedy(), error);
        }
        return failure(Cause.CONNECT, String.valueOf(error.getMessage()), error);
    }

    private String remedy() {
        String line = settings.unix() ? settings.socket() : "ipv4@" + settings.socket();
        return "run HAProxy with `stats socket " + line + " level admin` in its global section"
                + " (to observe and propose, `level user` is enough)";
    }

    private ReadException failure(Cause cause, String message, Throwable error) {
        return new ReadException(cause, name() + ": " + message, error);
    }
}
