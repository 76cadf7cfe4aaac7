package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.steelyard.testing.RequiresProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every secret that a daemon knows or is told is a canary; after a life full of faults none is heard anywhere. */
@RequiresProgram("jcmd")
class CanaryIT {

    /** Sent to the balancer. */
    private static final String API = "canary-api-5c1f0e";

    /** That the balancer gives to its agents, in the answer to /q. */
    private static final String AGENTS = "canary-agents-81d2aa";

    private static final String ADMIN = "canary-admin-90b7c3";
    private static final String SERVED = "canary-served-2f64d9";
    private static final String PASSWORD = "canary-password-7e01b5";

    /** What somebody mistyped, or tried. */
    private static final String WRONG = "canary-wrong-3da948";

    private static final List<String> CANARIES = List.of(API, AGENTS, ADMIN, SERVED, PASSWORD, WRONG);
    private static final String USER = basic("alice:" + PASSWORD);
    private static final Pattern OPENED = Pattern.compile("http on (127\\.0\\.0\\.1:\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> outputs = new LinkedHashMap<>();
    private final AtomicBoolean sent = new AtomicBoolean();

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void no_secret_is_in_any_output_of_a_daemon_that_met_every_fault() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        try (RudePeer peer = new RudePeer()) {
            peer.answers(good());
            String config = config(peer.url(), audit);
            try (Program daemon = Program.start("run", "--log-level", "trace", "--config", config)) {
                String url = "http://"
                        + await("listening")
                                .atMost(Program.PATIENCE)
                                .until(() -> found(daemon.err()), address -> !address.isEmpty());
                await("a write").atMost(Program.PATIENCE).until(() -> peer.shapes() > 0);
                pages("good", url);
                orders(url);
                faults(peer, url);
                pages("bad", url);
                reload(config, daemon);
                jvm(daemon.pid());
                outputs.put("log", daemon.err());
                outputs.put("standard output", daemon.out());
            }
            outputs.put("audit file", Files.readString(audit));
            commands(config);
            peer.answers(echo(500));
            client(peer.url());
        }
        long size = outputs.values().stream().mapToLong(String::length).sum();
        System.out.printf(
                "%d secrets, looked for in %d outputs with %d characters%n", CANARIES.size(), outputs.size(), size);
        assertThat(outputs.get("log")).as("the log tells of it all").contains("WARN", "configuration refused");
        assertThat(sent.get()).as("the canary is the token that is sent").isTrue();
        assertThat(outputs.get("audit file")).contains("\"event\":\"write\"", "\"order\":\"pause\"");
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            for (String canary : CANARIES) {
                assertThat(output.getValue())
                        .as(output.getKey())
                        .doesNotContain(canary)
                        .doesNotContain(encoded(canary + ":"))
                        .doesNotContain(encoded("alice:" + canary));
            }
        }
    }

    /** Everything that is served, to browsers and programs. */
    private void pages(String when, String url) throws IOException, InterruptedException {
        for (String path : List.of(
                "/",
                "/metrics",
                "/-/ready",
                "/api/v1/status",
                "/api/v1/snapshot",
                "/api/v1/policies",
                "/api/v1/decisions",
                "/api/v1/history",
                "/api/v1/scale/www.example.com/route0000",
                "/there/is/nothing?token=" + WRONG)) {
            for (String accept : List.of(
                    "*/*",
                    "text/html",
                    "application/openmetrics-text;version=1.0.0",
                    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited")) {
                outputs.put(when + " GET " + path + " as " + accept, get(url + path, accept, USER));
            }
        }
        outputs.put(when + " with a wrong password", get(url + "/metrics", "*/*", basic("alice:" + WRONG)));
        outputs.put(when + " event stream", events(url + "/api/v1/events"));
    }

    private String get(String url, String accept, String authorization) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .headers("Accept", accept, "Accept-Encoding", "gzip", "Authorization", authorization)
                        .timeout(Program.PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        byte[] body = answer.body();
        if (answer.headers().firstValue("content-encoding").orElse("").equals("gzip")) {
            try (InputStream inflated = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = inflated.readAllBytes();
            }
        }
        return answer.headers().map() + new String(body, StandardCharsets.ISO_8859_1);
    }

    /** Its first 20 kB. */
    private String events(String url) throws IOException, InterruptedException {
        HttpResponse<InputStream> stream = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Authorization", USER)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = stream.body()) {
            return new String(body.readNBytes(20_000), StandardCharsets.UTF_8);
        }
    }

    private void orders(String url) throws IOException, InterruptedException {
        String pause = "{\"reason\": \"deploy\", \"for\": \"1s\"}";
        assertThat(order(url, "Bearer " + ADMIN, pause)).as("the token counts").startsWith("200 ");
        outputs.put("refused order", order(url, USER, pause));
        outputs.put("order with a wrong token", order(url, "Bearer " + WRONG, pause));
        outputs.put("broken order", order(url, "Bearer " + ADMIN, "{\"reason\": \"x\", \"mode\": \"" + API + "\""));
        outputs.put("order of an odd kind", order(url, ADMIN, "[]"));
    }

    private String order(String url, String authorization, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/pause"))
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .timeout(Program.PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String text = answer.statusCode() + " " + answer.headers().map() + answer.body();
        outputs.put("order " + outputs.size(), text);
        return text;
    }

    /** Each answer repeats what it was asked with, as proxies and frameworks do in their error pages. */
    private void faults(RudePeer peer, String url) {
        List<RudePeer.Answer> faults = new ArrayList<>();
        for (int status : List.of(200, 301, 400, 401, 403, 404, 422, 429, 500, 503)) {
            faults.add(echo(status));
        }
        faults.add(RudePeer.body(200, "{\"Token\":\"" + AGENTS + "\",\"Endpoints\":[{\"Pattern\":"));
        faults.add(RudePeer.body(200, "{\"Token\":{\"of\":\"" + AGENTS + "\"}}"));
        faults.add(RudePeer.body(500, "{\"token\":\"" + AGENTS.repeat(300)));
        for (RudePeer.Answer fault : faults) {
            peer.answers(fault);
            int before = peer.queries();
            await("two polls").atMost(Program.PATIENCE).until(() -> peer.queries() > before + 1);
        }
        peer.answers(good());
        await("polls go on")
                .atMost(Program.PATIENCE)
                .until(() -> get(url + "/metrics", "*/*", USER).contains("steelyard_up 1.0"));
    }

    private RudePeer.Answer echo(int status) {
        return exchange -> {
            String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            if (given.equals(basic(API + ":"))) {
                sent.set(true);
            }
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/?" + API + "&" + given);
            exchange.getResponseHeaders().set("X-Echo", given);
            byte[] body = ("you sent " + given + ", token " + API + ", {\"Token\": \"" + AGENTS + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    private static RudePeer.Answer good() {
        return RudePeer.changed(text -> text.replace("peers-secret", AGENTS));
    }

    private void reload(String config, Program daemon) throws IOException {
        Path file = Path.of(config);
        String text = Files.readString(file);
        Files.writeString(file, text.replace("mode: act", "mode: !" + WRONG + " \"\n\t&" + WRONG));
        await("a broken file is told of")
                .atMost(Program.PATIENCE)
                .until(() -> daemon.err().contains("configuration refused"));
        Files.writeString(file, text.replace("mode: act", "mode: observe"));
        await("and a good one")
                .atMost(Program.PATIENCE)
                .until(() -> daemon.err().contains("mode: act -> observe"));
    }

    private void jvm(long pid) {
        for (String command : List.of("VM.command_line", "VM.system_properties", "Thread.print")) {
            outputs.put(
                    "jcmd " + command,
                    Program.pipe("", "jcmd", Long.toString(pid), command).out());
        }
    }

    private void commands(String config) {
        for (List<String> command : List.of(
                List.of("check", config),
                List.of("config", "show", "--origin", config),
                List.of("config", "show", "-o", "json", config))) {
            Program.Finished run = Program.run(command.toArray(String[]::new));
            assertThat(run.exit()).as("%s: %s", command, run.err()).isZero();
            outputs.put(String.join(" ", command), run.out() + run.err());
        }
    }

    /** The client's commands; {@code token} is left out, which is there to print one. */
    private void client(String url) {
        String token = folder.resolve("token").toString();
        Program.Finished run = Program.run(
                "query", "--debug", "--log-level", "trace", "--url", url, "--token-file", token, "--timeout", "2s");
        assertThat(run.exit()).isNotZero();
        assertThat(run.err()).contains("500");
        outputs.put("query", run.out() + run.err());
    }

    private String config(String url, Path audit) throws IOException {
        Files.writeString(folder.resolve("token"), API);
        Files.writeString(folder.resolve("admin"), ADMIN);
        String hash = BCrypt.withDefaults().hashToString(4, PASSWORD.toCharArray());
        Files.writeString(folder.resolve("web.yaml"), "basic_auth_users: {alice: \"" + hash + "\"}\n");
        return Files.writeString(folder.resolve("steelyard.yaml"), """
                        balancer:
                          type: backplane
                          backplane: {url: "%s", token_file: token}
                        poll: {interval: 300ms, timeout: 300ms}
                        mode: act
                        guard: {cooldown: 1s}
                        http: {listen: "127.0.0.1:0", admin_token_file: admin, web_config_file: web.yaml}
                        backplane_api: {listen: "127.0.0.1:0", token: "%s"}
                        audit: {file: "%s"}
                        """.formatted(url, SERVED, audit))
                .toString();
    }

    private static String found(String log) {
        Matcher opened = OPENED.matcher(log);
        return opened.find() ? opened.group(1) : "";
    }

    private static String basic(String pair) {
        return "Basic " + encoded(pair);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
