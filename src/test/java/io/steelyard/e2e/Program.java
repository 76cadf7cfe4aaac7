package io.steelyard.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code java -jar target/steelyard.jar …} as a process of its own; ended by {@link #close} in any case. */
public final class Program implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(60);

    static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path JAR = Path.of(System.getProperty("steelyard.jar", "target/steelyard.jar"));

    /** A start is much of what a test costs; the compiler for long runs is for those that measure. */
    private static final List<String> OPTIONS = Stream.concat(
                    SharedClasses.options(JAVA, JAR).stream(),
                    Stream.of(System.getProperty("steelyard.jvm", "").split(" ")))
            .filter(option -> !option.isEmpty())
            .toList();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a finished run printed. */
    public record Finished(int exit, String out, String err) {}

    public static Program start(String... args) {
        return start(List.of("-Xmx256m"), args);
    }

    /** @param virtualMachine options of the Java virtual machine */
    public static Program start(List<String> virtualMachine, String... args) {
        try {
            Path out = Files.createTempFile("steelyard", ".out");
            Path err = Files.createTempFile("steelyard", ".err");
            List<String> command = new ArrayList<>(List.of(JAVA.toString()));
            command.addAll(virtualMachine);
            command.addAll(OPTIONS);
            command.addAll(List.of("-jar", JAR.toString()));
            command.addAll(List.of(args));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Program(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Finished run(String... args) {
        try (Program program = start(args)) {
            int exit = program.awaitExit(PATIENCE);
            return new Finished(exit, program.out(), program.err());
        }
    }

    /** The value of a line {@code key=value} on standard output; waits for it. */
    public String printed(String key) {
        return awaited(this::out, Pattern.compile("^" + key + "=(.*)$", Pattern.MULTILINE))
                .strip();
    }

    /** The first group of what it says on standard error; waits for it, but not for a program that has ended. */
    public String said(Pattern what) {
        return awaited(this::err, what);
    }

    private String awaited(Supplier<String> where, Pattern what) {
        return Awaitility.await(what.pattern())
                .atMost(PATIENCE)
                .until(
                        () -> {
                            boolean ended = !process.isAlive(); // before looking: its last words count
                            Matcher matcher = what.matcher(where.get());
                            if (matcher.find()) {
                                return matcher.group(1);
                            }
                            if (ended) {
                                throw new AssertionError("ended with " + process.exitValue() + ": " + err());
                            }
                            return "";
                        },
                        value -> !value.isEmpty());
    }

    public long pid() {
        return process.pid();
    }

    public String out() {
        return text(out);
    }

    public String err() {
        return text(err);
    }

    public void terminate() {
        process.destroy();
    }

    /** @param name such as HUP */
    public void signal(String name) {
        pipe("", "kill", "-" + name, Long.toString(process.pid()));
    }

    public void kill() {
        process.destroyForcibly();
    }

    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + patience + "; standard error: " + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static HttpResponse<String> get(String url, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url)), headers);
    }

    public static HttpResponse<String> post(String url, String body, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body)), headers);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
        request.timeout(Duration.ofSeconds(10));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The value of a series in the text format; NaN if it is not there. */
    public static double sample(String metrics, String series) {
        Matcher matcher = Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(metrics);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    /** Feeds text to a program and gives what it says; bounded in time. */
    public static Finished pipe(String input, String... command) {
        try {
            Path in = Files.createTempFile("steelyard", ".in");
            Files.writeString(in, input);
            Process peer = new ProcessBuilder(command)
                    .redirectInput(in.toFile())
                    .redirectErrorStream(true)
                    .start();
            try (InputStream answer = peer.getInputStream()) {
                String text = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
                peer.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                return new Finished(peer.exitValue(), text, "");
            } finally {
                peer.destroyForcibly();
                Files.delete(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit(PATIENCE);
        try {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
