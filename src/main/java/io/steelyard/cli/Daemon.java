package io.steelyard.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.steelyard.cli.ClientCommands.Environment;
import io.steelyard.config.BaseUrl;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A running daemon, as the commands that talk to one reach it. */
final class Daemon {

    static final String URL = "STEELYARD_DAEMON_URL";
    static final String TOKEN = "STEELYARD_ADMIN_TOKEN";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Environment environment;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the daemon listens. Default: the variable " + URL + ", else http://127.0.0.1:9790.")
    private @Nullable String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File that holds the admin token. Default: the token in the variable " + TOKEN + ".")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca-file",
            paramLabel = "FILE",
            description = "Certificates (PEM) that the daemon's own may come from. Default: those of the JVM.")
    private @Nullable Path caFile;

    @Option(
            names = "--timeout",
            paramLabel = "D",
            defaultValue = "10s",
            description = "Deadline of the call. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    Daemon(Environment environment) {
        this.environment = environment;
    }

    Reply get(String path) throws IOException {
        return send(request(path).GET());
    }

    Reply post(String path, Map<String, ?> body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private HttpRequest.Builder request(String path) throws IOException {
        if (timeout.isZero()) {
            throw usage("--timeout: 0s is not above 0; write for example 10s");
        }
        String base = base();
        HttpRequest.Builder request = to(base, path).timeout(timeout);
        Optional<String> token = token();
        if (token.isPresent()) {
            checkThatItMayBeSentTo(base);
        }
        try {
            token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        } catch (IllegalArgumentException malformed) {
            throw usage((tokenFile != null ? "--token-file: " + tokenFile : "the variable " + TOKEN)
                    + " holds a line break or control character; leave only the token there");
        }
        return request;
    }

    private HttpRequest.Builder to(String base, String path) {
        try {
            return HttpRequest.newBuilder(URI.create(base + path));
        } catch (IllegalArgumentException malformed) {
            throw usage("--url: " + base + " is no address; write for example http://127.0.0.1:9790");
        }
    }

    private Reply send(HttpRequest.Builder request) throws IOException {
        HttpRequest call = request.build();
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(timeout);
        if (caFile != null) {
            client.sslContext(Https.trusting(caFile));
        }
        try {
            HttpResponse<String> answer = whole(client.build(), call);
            return new Reply(call.uri(), answer.statusCode(), answer.body());
        } catch (ConnectException refused) {
            throw new IOException("no daemon answers at " + call.uri() + "; see --url", refused);
        } catch (HttpTimeoutException slow) {
            throw new IOException("no whole answer from " + call.uri() + " within " + timeout.toMillis() + "ms", slow);
        } catch (IOException broken) {
            throw Https.told(broken, call.uri(), caFile);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    /** With an end of the answer too: the deadline of the call is only that of its beginning. */
    private HttpResponse<String> whole(HttpClient client, HttpRequest call) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(call, head -> new BoundedText());
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new HttpTimeoutException("no end of the answer");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException fault ? fault : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private String base() {
        String at = url != null ? url : environment.get(URL);
        if (at != null && at.indexOf('@') >= 0) {
            throw usage("--url: may hold no user and no password; give the token with --token-file");
        }
        return at == null || at.isBlank() ? "http://127.0.0.1:9790" : at.strip().replaceFirst("/+$", "");
    }

    /** Over https or to this machine, as everything else that carries a token. */
    private void checkThatItMayBeSentTo(String base) {
        try {
            BaseUrl.parse(base);
        } catch (IllegalArgumentException unfit) {
            throw usage("--url: " + base + " " + unfit.getMessage());
        }
    }

    private Optional<String> token() throws IOException {
        if (tokenFile != null) {
            return Optional.of(token(tokenFile));
        }
        return Optional.ofNullable(environment.get(TOKEN)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static String token(Path file) throws IOException {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new IOException("--token-file: " + file + " is empty; it must hold the token");
            }
            return text;
        } catch (NoSuchFileException missing) {
            throw new IOException(
                    "--token-file: " + file + ": no such file; name the one that holds the token", missing);
        }
    }

    /** A name as a part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(command).commandLine(), message);
    }
}
