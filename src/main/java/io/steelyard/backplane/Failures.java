package io.steelyard.backplane;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.steelyard.backplane.BackplaneException.Call;
import io.steelyard.backplane.BackplaneException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.netty.http.client.HttpClientResponse;

/** Turns what went wrong underneath into errors of this library, in words without secrets. */
final class Failures {

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private Failures() {}

    static BackplaneException ofToken(Call call, Throwable thrown) {
        String why = thrown instanceof IllegalArgumentException
                ? String.valueOf(thrown.getMessage())
                : "the token cannot be read: " + describe(thrown);
        return new TransportException(Kind.AUTH, call, Secrets.oneLine(why) + "; nothing was sent");
    }

    static Throwable of(Call call, BaseUrl base, String token, Throwable thrown) {
        Throwable fault = Exceptions.unwrap(thrown);
        if (fault instanceof BackplaneException) {
            return fault;
        }
        if (fault instanceof Malformed) {
            return new DecodeException(call, String.valueOf(fault.getMessage()));
        }
        if (caused(fault, SSLException.class)) {
            String why = Distrust.of(fault).orElseGet(() -> describe(fault));
            return new TransportException(
                    Kind.TLS, call, "no trusted connection to " + base + ": " + Secrets.scrub(why, token));
        }
        if (fault instanceof ConnectException
                || fault instanceof UnknownHostException
                || fault instanceof NoRouteToHostException) {
            return transport(Kind.CONNECT, call, "no connection to " + base, token, fault);
        }
        if (fault instanceof DecoderException || fault instanceof IllegalArgumentException) {
            return new DecodeException(call, base + " does not answer in HTTP; is the URL right?");
        }
        String what = fault instanceof IOException ? "the connection to " + base + " broke" : "failed";
        return transport(Kind.OTHER, call, what, token, fault);
    }

    private static BackplaneException transport(Kind kind, Call call, String what, String token, Throwable fault) {
        return new TransportException(kind, call, what + ": " + Secrets.scrub(describe(fault), token));
    }

    private static String describe(Throwable fault) {
        String message = fault.getMessage();
        return fault.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static boolean caused(Throwable fault, Class<?> kind) {
        Throwable each = fault;
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (kind.isInstance(each)) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }

    static BackplaneException ofStatus(Call call, String token, HttpClientResponse response, Body begun) {
        HttpHeaders headers = response.responseHeaders();
        int status = response.status().code();
        return new StatusException(
                call,
                status,
                Secrets.scrub(text(begun, headers), token),
                Secrets.scrub(remedy(status, headers.get(HttpHeaderNames.LOCATION)), token),
                retryAfter(headers));
    }

    private static String text(Body begun, HttpHeaders headers) {
        try {
            return Encoding.decoded(begun, headers).text();
        } catch (Malformed unreadable) {
            return "";
        }
    }

    private static String remedy(int status, @Nullable String location) {
        if (status == 401 || status == 403) {
            return " (is the token right?)";
        }
        return status >= 300 && status < 400 && status != 304
                ? " (a redirect to " + location + "; it is not followed, so that the token goes nowhere else: set the"
                        + " URL that is meant)"
                : "";
    }

    /** Seconds, or a date, which is compared with the answer's own Date so that no clock is needed. */
    static Optional<Duration> retryAfter(HttpHeaders headers) {
        String value = headers.get(HttpHeaderNames.RETRY_AFTER);
        if (value == null) {
            return Optional.empty();
        }
        String text = value.strip();
        if (text.matches("[0-9]{1,18}")) {
            return Optional.of(clamped(Duration.ofSeconds(Math.min(Long.parseLong(text), Integer.MAX_VALUE))));
        }
        Instant until = date(text);
        Instant now = date(headers.get(HttpHeaderNames.DATE));
        return until == null || now == null ? Optional.empty() : Optional.of(clamped(Duration.between(now, until)));
    }

    private static Duration clamped(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    private static @Nullable Instant date(@Nullable String text) {
        try {
            return text == null ? null : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
