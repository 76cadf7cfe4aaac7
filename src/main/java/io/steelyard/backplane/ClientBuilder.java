package io.steelyard.backplane;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

/** Settings of a {@link BackplaneClient}. The token is required, all else has a default. Not for several threads. */
public final class ClientBuilder {

    private static final int SMALLEST_LIMIT = 1024;

    private final BaseUrl base;
    private @Nullable Mono<String> token;
    private Duration deadline = Duration.ofSeconds(10);
    private ReadLimits limits = ReadLimits.ofBytes(64L << 20);
    private Retries retries = Retries.DEFAULT;
    private CallListener listener = CallListener.NONE;
    private UnaryOperator<HttpClient> http = UnaryOperator.identity();
    private Scheduler timer = Schedulers.parallel();
    private LongSupplier nanoTime = System::nanoTime;

    ClientBuilder(URI url) {
        this.base = BaseUrl.of(url);
    }

    /**
     * A token that never changes.
     *
     * @param constant without colon, blank or control character
     * @return this builder
     * @throws IllegalArgumentException if it could not be sent; the message does not hold it
     */
    public ClientBuilder token(String constant) {
        checkToken(constant);
        token = Mono.just(constant);
        return this;
    }

    /**
     * Asked before each attempt, on a thread that may block, so that a token can be replaced while running.
     *
     * @param supplier gives the token; what it throws fails the call
     * @return this builder
     */
    public ClientBuilder token(Supplier<String> supplier) {
        return tokenFrom(supplier::get);
    }

    /**
     * A file that holds the token and nothing else but white space round it; read before each attempt.
     *
     * @param file a file that need not be there yet
     * @return this builder
     */
    public ClientBuilder tokenFile(Path file) {
        return tokenFrom(() -> Files.readString(file).strip());
    }

    private ClientBuilder tokenFrom(Callable<String> read) {
        token = Mono.fromCallable(read).doOnNext(ClientBuilder::checkToken).subscribeOn(Schedulers.boundedElastic());
        return this;
    }

    private static void checkToken(String token) {
        if (token.isBlank()) {
            throw new IllegalArgumentException("token: it is empty; the API takes no calls without one");
        }
        if (token.indexOf(':') >= 0 || token.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("token: it may hold no ':', blank or control character");
        }
    }

    /**
     * For the whole of a call with its retries, to the last byte of the answer; 10 seconds by default.
     *
     * @param perCall above 0
     * @return this builder
     */
    public ClientBuilder deadline(Duration perCall) {
        if (perCall.isNegative() || perCall.isZero()) {
            throw new IllegalArgumentException("deadline: " + perCall + " is not above 0");
        }
        deadline = perCall;
        return this;
    }

    /**
     * The largest answer that is read, in inflated bytes, from 1024; 64 MiB by default.
     *
     * @param bytes 1024 to 2147483639; a larger answer fails with {@link DecodeException}
     * @return this builder
     */
    public ClientBuilder maxResponseBytes(long bytes) {
        if (bytes < SMALLEST_LIMIT || bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "max response bytes: " + bytes + " is not in " + SMALLEST_LIMIT + "..2147483639");
        }
        limits = limits.withBytes(bytes);
        return this;
    }

    /**
     * The largest answer to a query that is read, by what it holds; an answer with more is refused while it is read, so that
     * memory does not run out. Without limit by default.
     *
     * @param routes of all endpoints together, and also how many endpoints
     * @param remedy what to do about it: continues the message "it has more than N routes, "
     * @param backends of the account
     * @return this builder
     */
    public ClientBuilder maxSize(int routes, int backends, String remedy) {
        limits = new ReadLimits(limits.bytes(), routes, backends, remedy);
        return this;
    }

    /**
     * How often, and after what waits, calls are tried again; {@link Retries#DEFAULT} by default.
     *
     * @param budget within the deadline of a call
     * @return this builder
     */
    public ClientBuilder retries(Retries budget) {
        retries = budget;
        return this;
    }

    /**
     * Who is told of each call; {@link CallListener#NONE} by default. There is one: another one replaces it.
     *
     * @param told safe for use by several threads
     * @return this builder
     */
    public ClientBuilder listener(CallListener told) {
        listener = told;
        return this;
    }

    /**
     * Changes the HTTP client underneath, for trusted certificates or a proxy. Redirects stay off in any case.
     *
     * @param change from the client that was made so far to the one to be used
     * @return this builder
     */
    public ClientBuilder http(UnaryOperator<HttpClient> change) {
        http = change;
        return this;
    }

    /** For tests: the clock that deadlines and waits run on. */
    ClientBuilder time(Scheduler timedBy, LongSupplier monotonicNanos) {
        timer = timedBy;
        nanoTime = monotonicNanos;
        return this;
    }

    /**
     * Makes the client; no connection is opened before the first call.
     *
     * @return a client of its own connections, to be closed by whoever made it
     * @throws IllegalArgumentException if there is no token
     */
    public BackplaneClient build() {
        if (token == null) {
            throw new IllegalArgumentException("token: none is given");
        }
        Wire wire = Wire.to(base, token, http, deadline, limits, timer);
        return new BackplaneClient(new Exchange(wire, deadline, retries, listener, timer, nanoTime));
    }
}
