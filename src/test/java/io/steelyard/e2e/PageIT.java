package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.testing.RequiresProgram;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;

/** The page in a real browser, against the demo. */
@RequiresProgram({"chromium", "chromedriver"})
class PageIT {

    private static final String ENDPOINT = "www.example.com";

    @TempDir
    private static Path folder = Path.of(".");

    private static @Nullable Browser opened;
    private static @Nullable Program started;
    private static String url = "";
    private static String token = "";
    private static Path audit = Path.of("audit.jsonl");

    private static final String FIRST_APPLIED = "[...document.querySelectorAll('tbody tr')].reverse()"
            + ".find((row) => row.textContent.includes('applied')).querySelector('button').click(); return true;";

    private final Browser browser = Objects.requireNonNull(opened);

    @BeforeAll
    static void start() {
        audit = folder.resolve("audit.jsonl");
        Program demo = Program.start("demo", "--http", "127.0.0.1:0", "--speed", "4", "--audit-file", audit.toString());
        started = demo;
        opened = new Browser();
        url = demo.printed("http") + "/";
        token = demo.printed("token");
    }

    @AfterAll
    static void stop() {
        if (opened != null) {
            opened.close();
        }
        if (started != null) {
            started.close();
        }
    }

    @AfterEach
    void nothing_is_complained_of_and_nothing_leaves_the_machine() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(request -> request.startsWith("http://127.0.0.1:"));
    }

    private void open(String query) {
        browser.open(url + query);
        browser.until(() -> browser.text("#connection").contains("live"));
    }

    private void fill(String reason) {
        browser.until(() -> browser.shows("dialog[open] input[name=reason]"));
        browser.type("dialog[open] input[name=reason]", reason);
        browser.type("dialog[open] input[name=by]", "alice");
        browser.type("dialog[open] input[type=password]", token);
    }

    private void confirm(String preview) {
        browser.click("Preview");
        browser.until(() -> browser.text("dialog[open]").contains(preview));
        browser.click("Do it");
        browser.until(() -> !browser.shows("dialog[open]"));
    }

    /** By somebody else, who has no page. */
    private static int ordered(String path, String body) {
        return Objects.requireNonNull(HttpClient.create()
                .headers(headers -> headers.set("Authorization", "Bearer " + token))
                .post()
                .uri(url + "api/v1/" + path)
                .send(ByteBufFlux.fromString(Mono.just(body)))
                .responseSingle((answer, bytes) -> Mono.just(answer.status().code()))
                .block(Duration.ofSeconds(20)));
    }

    @Test
    void values_change_without_a_reload() {
        open("");
        browser.script("window.samePage = true; return true;");
        String rate = browser.text("[data-rate]");
        browser.until(() -> !browser.text("[data-rate]").equals(rate));
        assertThat(browser.<Boolean>script("return window.samePage === true;")).isTrue();
        assertThat(browser.text()).contains(ENDPOINT, "route0000", "route0001", "route0002", "mode act");
    }

    @Test
    void where_no_stream_is_to_be_had_it_polls() throws Exception {
        URI server = URI.create(url);
        byte[] request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        List<Socket> others = new ArrayList<>();
        try {
            browser.open("about:blank"); // the page of the test before has a stream, which ends a little later
            for (int refused = 0; refused < 50 && others.size() < 1000; ) {
                Socket other = new Socket(server.getHost(), server.getPort());
                others.add(other);
                other.getOutputStream().write(request);
                String status = new String(other.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                refused = status.endsWith("503") ? refused + 1 : 0;
            }
            browser.open(url);
            browser.until(() -> browser.text("#connection").contains("polling") && browser.shows("[data-rate]"));
            String rate = browser.text("[data-rate]");
            browser.until(() -> !browser.text("[data-rate]").equals(rate));
        } finally {
            for (Socket other : others) {
                other.close();
            }
        }
        assertThat(browser.complaints()).allMatch(line -> line.contains("503"));
    }

    @Test
    void all_policies_are_paused_with_a_reason_and_resumed() throws Exception {
        open("");
        browser.click("Pause…");
        fill("deploy of web");
        confirm("paused by alice: deploy of web");
        browser.until(() -> browser.shows("#paused"));
        assertThat(browser.text(".notices"))
                .contains("Paused by alice since", ", until somebody ends it: deploy of web");
        assertThat(browser.<String>script("return document.title;")).contains("paused");
        assertThat(Program.get(url + "metrics?name[]=steelyard_paused").body()).contains("steelyard_paused 1.0");

        browser.click("Resume…");
        fill("deploy done");
        confirm("may act");
        browser.until(() -> !browser.shows("#paused"));
        assertThat(Files.readString(audit))
                .contains("\"order\":\"pause\"", "\"who\":\"alice\"", "\"reason\":\"deploy done\"")
                .doesNotContain(token);
    }

    @Test
    void a_paused_policy_stands_in_the_head_of_every_view() {
        open("?view=policies");
        browser.until(() -> browser.shows("article button"));
        browser.script("document.querySelector('article button').click(); return true;");
        fill("bad estimate");
        confirm("paused by alice: bad estimate");
        open("");
        browser.until(() -> browser.text("header").contains("1 policy paused"));
        assertThat(browser.text(".notices"))
                .contains("Policy demo paused by alice since", ", until somebody ends it: bad estimate");
        open("?view=policies");
        browser.until(() -> browser.shows("article button"));
        browser.script("document.querySelector('article button').click(); return true;");
        fill("mended");
        confirm("may act");
        browser.until(() -> !browser.text("header").contains("policy paused"));
    }

    @Test
    void a_round_of_decisions_is_asked_for_and_written_down() throws Exception {
        open("");
        browser.click("Run now…");
        fill("looking");
        confirm("The order itself changes nothing");
        browser.until(() -> browser.text("#done").equals("✓ Done: Poll and decide now"));
        assertThat(Files.readString(audit)).contains("\"order\":\"run\"");
    }

    @Test
    void a_level_of_the_log_that_was_ordered_stands_on_the_page() {
        open("");
        Program.post(
                url + "api/v1/log-level",
                "{\"reason\": \"why is nothing moved?\", \"by\": \"bob\", \"level\": \"debug\"}",
                "Authorization",
                "Bearer " + token);
        browser.until(() -> browser.text("#log-level").startsWith("Log level debug by bob since"));
        assertThat(browser.text("#log-level")).contains("why is nothing moved?", "; configured is info");
    }

    @Test
    void a_policy_says_when_it_decides_next_and_when_it_may_write_again() {
        open("?view=policies");
        browser.until(() -> browser.shows("article tbody tr"));
        assertThat(browser.text("article"))
                .contains("Decides after every poll, each 250 ms, ", "at least 750 ms apart (guard.cooldown)")
                .containsPattern("next in less than 1 s;|the next is due;")
                .containsPattern("\\([0-9]+ s ago\\) (over|[0-9.]+ s left)|–");
    }

    @Test
    void the_configuration_is_shown_with_the_origin_of_each_value_and_without_secrets() {
        open("?view=config&q=balancer.backplane");
        browser.until(() -> browser.text().contains("balancer.backplane.token"));
        assertThat(browser.text()).contains("<secret>", "demo:").doesNotContain(token);
        open("?view=config&set=1");
        browser.until(() -> browser.text().contains("guard.cooldown"));
        assertThat(browser.text("main table")).doesNotContain("default");
    }

    @Test
    void a_refused_configuration_is_told_and_a_good_one_is_read_again_from_the_page() throws Exception {
        Path file = folder.resolve("steelyard.yaml");
        String good = """
                balancer: {type: simulator}
                http: {listen: "127.0.0.1:0", lifecycle: true, grafana_url: "https://grafana.example.com/x/"}
                """;
        Files.writeString(file, good);
        try (Program other = Program.start("run", "--config", file.toString())) {
            browser.open(listening(other));
            browser.until(() -> browser.shows("details a[rel]"));
            assertThat(browser.<String>script("return document.querySelector('details a[rel]').href;"))
                    .isEqualTo("https://grafana.example.com/x/d/steelyard-endpoint?var-endpoint=www.example.com");

            browser.click("Configuration");
            browser.until(() -> browser.text().contains("Not read again since the start."));
            Files.writeString(file, good + "modes: act\n");
            browser.until(() -> browser.text("#last-reload").contains("did you mean mode?"));
            browser.click("Endpoints");
            browser.until(() -> browser.text("#config-refused").startsWith("CONFIG REFUSED"));
            assertThat(browser.text(".notices"))
                    .containsPattern(
                            "Configuration refused since \\S{19}Z \\(\\d+ s ago\\): \\S+yaml: .*did you mean mode\\?.*still does; to end this:");
            browser.script("document.querySelector('#config-refused').click(); return true;");
            browser.until(() -> browser.shows("#last-reload"));
            Files.writeString(file, good + "mode: observe\n");
            browser.until(() -> browser.text("#last-reload").contains("mode: propose -> observe"));
            browser.until(() -> !browser.shows("#config-refused"));
            browser.click("Read again…");
            browser.until(() -> browser.text("#reload").contains("nothing changed"));
            browser.click("Do it");
            browser.until(() -> browser.text("#reload").startsWith("Done:"));
            browser.until(() -> browser.text("#last-reload").contains("POST /-/reload"));
            assertThat(browser.text()).contains("DRY RUN: mode observe");
        }
    }

    @Test
    void an_audit_log_that_cannot_be_written_is_told_in_the_head_of_the_page_with_the_path() throws Exception {
        Path file = folder.resolve("unaudited.yaml");
        Files.writeString(file, """
                balancer: {type: simulator}
                mode: act
                http: {listen: "127.0.0.1:0"}
                audit: {file: /dev/full, orders_file: %s}
                """.formatted(folder.resolve("unaudited.orders")));
        try (Program other = Program.start("run", "--config", file.toString())) {
            browser.open(listening(other));
            browser.until(() -> browser.text("#unaudited").equals("NOTHING IS WRITTEN"));
            assertThat(browser.text("header")).doesNotContain("ACTING");
            assertThat(browser.text(".notices")).contains("Nothing is written", "/dev/full");
            assertThat(browser.faults()).isEmpty();
            browser.open("about:blank");
        }
    }

    private static String listening(Program daemon) {
        Pattern at = Pattern.compile("http on \\S*?(127\\.0\\.0\\.1:[0-9]+)");
        String said = await("listening")
                .atMost(Program.PATIENCE)
                .until(daemon::err, text -> at.matcher(text).find());
        Matcher listens = at.matcher(said);
        assertThat(listens.find()).isTrue();
        return "http://" + listens.group(1) + "/";
    }

    @Test
    void a_wrong_token_is_told_and_changes_nothing() {
        open("");
        browser.click("Pause…");
        fill("deploy of web");
        browser.type("dialog[open] input[type=password]", "wrong");
        browser.click("Preview");
        browser.until(() -> browser.text("dialog[open] [role=alert]").contains("the token is not the one"));
        browser.click("Cancel");
        browser.until(() -> !browser.shows("dialog[open]"));
        assertThat(browser.shows("#paused")).isFalse();
        // The browser itself writes a refused request to the console.
        assertThat(browser.complaints()).allMatch(line -> line.contains("403"));
    }

    @Test
    void a_weight_is_set_by_hand_after_a_preview_and_given_back() {
        open("");
        browser.click("Set weights…");
        fill("drain");
        browser.type("dialog[open] input[name=weight-route0001]", "7");
        assertThat(browser.text("dialog[open] [data-load=route0001]"))
                .as("weights are tried on the load of now")
                .matches("load [0-9.]+ → [0-9.]+");
        browser.click("Preview");
        browser.until(() -> browser.text("dialog[open]").contains("weight of route0001"));
        assertThat(browser.text("dialog[open] .difference")).contains("set by hand by alice: drain", "7 (");
        browser.click("Do it");
        browser.until(() -> !browser.shows("dialog[open]"));
        browser.until(() -> browser.text("tbody tr:nth-child(2) [data-weight]").equals("7"));
        assertThat(browser.text()).contains("by hand", "Set by hand by alice since", ": drain");
        browser.click("Re-arm…");
        fill("done");
        browser.click("Preview");
        browser.until(() -> browser.text("dialog[open]").contains("left to its policy"));
        assertThat(ordered(
                        "endpoints/" + ENDPOINT + "/shape",
                        "{\"reason\":\"not yet\",\"by\":\"bob\",\"weights\":{\"route0001\":9}}"))
                .isEqualTo(200);
        browser.click("Do it");
        browser.until(() -> browser.text("dialog[open] [role=alert]").contains("; look again"));
        assertThat(browser.text("dialog[open] [role=alert]"))
                .contains("the weights of " + ENDPOINT + " are set by hand by bob: not yet");
        browser.click("Preview");
        browser.until(() -> browser.text("dialog[open]").contains("bob: not yet"));
        browser.click("Do it");
        browser.until(() -> !browser.shows("dialog[open]"));
        browser.until(() -> !browser.text("tbody tr:nth-child(2) [data-weight]").matches("[79]"));
        // The browser itself writes a refused request to the console.
        assertThat(browser.complaints()).allMatch(line -> line.contains("409"));
    }

    @Test
    void a_revert_tells_what_was_taken_back_and_the_keyboard_goes_on_where_it_was() {
        // Or the policy moves the other routes between the two orders.
        assertThat(ordered("pause", "{\"reason\":\"test\"}")).isEqualTo(200);
        open("");
        browser.until(() -> browser.shows("#paused"));
        browser.click("Set weights…");
        fill("drain");
        int before = Integer.parseInt(
                browser.script("return document.querySelector('dialog[open] input[name=weight-route0001]').value;"));
        // A little, or what may be moved in a minute is used up for other tests.
        browser.type("dialog[open] input[name=weight-route0001]", Integer.toString(before - 9));
        confirm("weight of route0001");
        browser.click("Revert…");
        fill("too little");
        confirm("takes back decision");
        browser.until(
                () -> browser.text("#done").endsWith(" by alice: drain: route0001 " + (before - 9) + " → " + before));
        assertThat(browser.<String>script("return document.activeElement.textContent;"))
                .isEqualTo("Revert…");
        browser.click("Re-arm…");
        fill("done");
        confirm("left to its policy");
        assertThat(ordered("resume", "{\"reason\":\"test\"}")).isEqualTo(200);
    }

    @Test
    void a_decision_is_shown_in_full_and_its_address_can_be_sent_to_somebody() {
        open("");
        browser.until(() -> browser.text("main").contains("Last change"));
        browser.click("All its decisions");
        browser.until(() -> browser.shows("tbody button"));
        open("?view=decisions&action=shift&q=route0001");
        // The first write of a busy machine may have been refused.
        browser.until(() -> browser.text("tbody").contains("applied"));
        browser.script(FIRST_APPLIED);
        browser.until(() -> browser.shows("dialog[open]"));
        assertThat(browser.<Long>script("return document.querySelector('dialog[open]').scrollTop;"))
                .as("it begins with the reason")
                .isZero();
        assertThat(browser.text("dialog[open]"))
                .contains("Rules of the Guard", "✓ freshness", "The write", "Result:", "ms");
        browser.until(() -> browser.text("dialog[open]").contains("Said to the balancer"));
        assertThat(browser.text("dialog[open]"))
                .contains("POST /shape HTTP/1.1", "authorization: <secret>", "\"ID\":\"route0001\"")
                // The first write of a busy machine may be read back although its answer came too late.
                .containsPattern(
                        "HTTP/1.1 200 OK|the answer did not come in time, but the weights were read back(?s:.*)No"
                                + " answer came in time\\.")
                .doesNotContain(token);
        String address = browser.script("return window.location.search;");
        assertThat(address).contains("decision=");
        open(address);
        browser.until(() -> browser.shows("dialog[open]"));
        assertThat(browser.faults()).isEmpty();
        browser.click("Close");
        browser.until(() -> !browser.shows("dialog[open]"));
        open("?decision=7");
        browser.until(() -> browser.text("dialog[open]").contains("decision 7 was made before this agent started at"));
        assertThat(browser.complaints()).as("that the answer was 404").hasSize(1);
    }

    @Test
    void a_reason_leads_to_its_place_in_the_manual_and_that_back_to_the_page() {
        open("?view=decisions&quiet=1");
        browser.until(() -> browser.shows("td.why a"));
        browser.script("document.querySelector('td.why a').click(); return true;");
        browser.until(() -> browser.shows("main tr :target"));
        assertThat(browser.text("h1")).isEqualTo("Concepts");
        assertThat(browser.faults()).isEmpty();
        browser.click("All documents");
        browser.until(() -> browser.text("h1").contains("Steelyard"));
        // Far down: the way there is smooth, and on a busy machine longer than a click waits.
        browser.script("document.querySelector('a[href$=\"docs/runbook.md\"]').click(); return true;");
        browser.until(() -> browser.text("h1").equals("Runbook"));
        browser.click("The live page");
        browser.until(() -> browser.text("#connection").contains("live"));
    }

    @Test
    void settings_are_tried_beside_those_that_count_and_a_mistake_is_told() {
        open("");
        browser.click("Try settings…");
        browser.until(() -> browser.text("#trial").contains("By what counts"));
        browser.type("dialog[open] input[name='guard.cooldown']", "1d");
        browser.click("Try");
        browser.until(() -> browser.text("#trial").contains("guard.cooldown: 750ms -> 1d"));
        assertThat(browser.text("#trial"))
                .contains(
                        "By what was tried",
                        "hold, cooldown",
                        "cooldown is 86400s",
                        "Rules of the Guard",
                        "readings, each as it was");
        assertThat(browser.faults()).isEmpty();
        browser.type("dialog[open] input[name='guard.max_step']", "7");
        browser.click("Try");
        browser.until(() -> browser.text("dialog[open] [role=alert]").contains("is above 1, the most allowed"));
        browser.click("Close");
        browser.until(() -> !browser.shows("dialog[open]"));
        assertThat(browser.complaints()).as("that the answer was 400").allMatch(line -> line.contains("400"));
    }

    @Test
    void names_that_look_like_markup_are_shown_as_text() throws Exception {
        Path secret = Files.writeString(folder.resolve("token"), token);
        String api = Objects.requireNonNull(started).printed("backplane_api");
        String zoo = "<script>window.broken=1</script>\"'&<img src=x onerror=window.broken=1>";
        Program.Finished made = Program.run(
                "route",
                "zoo.example.com",
                "team=" + zoo,
                "rtl=\u202eabc\u05d0",
                "--url",
                api,
                "--token-file",
                secret.toString());
        assertThat(made.err()).isEmpty();
        open("?q=zoo");
        browser.until(() -> browser.shows("tbody th[title]") && browser.text().contains("zoo.example.com"));
        assertThat(browser.<String>script("return document.querySelector('tbody th').title;"))
                .contains("<script>window.broken=1</script>")
                .doesNotContain("\u202e");
        assertThat(browser.<Boolean>script("return window.broken === undefined;"))
                .isTrue();
    }

    @Test
    void axe_finds_nothing_serious_in_any_view_light_or_dark() {
        for (boolean dark : List.of(false, true)) {
            browser.dark(dark);
            for (String view : List.of("", "?view=decisions&quiet=1", "?view=policies", "?view=config")) {
                open(view);
                browser.until(() -> browser.shows("tbody tr"));
                assertThat(dark ? browser.contrastFaults() : browser.faults())
                        .as(view + (dark ? " dark" : " light"))
                        .isEmpty();
            }
            browser.click("Pause…");
            browser.until(() -> browser.shows("dialog[open]"));
            assertThat(dark ? browser.contrastFaults() : browser.faults())
                    .as("dialog")
                    .isEmpty();
            browser.click("Cancel");
        }
        browser.dark(false);
    }

    @Test
    void without_an_audit_file_it_says_why_nothing_can_be_ordered_and_once_ended_it_shows_as_stale() {
        try (Program other = Program.start("demo", "--http", "127.0.0.1:0")) {
            String there = other.printed("http") + "/";
            browser.open(there);
            browser.until(() -> browser.text("#connection").contains("live") && browser.shows("[data-rate]"));
            browser.click("Pause…");
            browser.until(() -> browser.text("dialog[open]").contains("http.admin_token_file is not set"));
            browser.click("Cancel");
            assertThat(browser.text("header")).doesNotContain("STALE");
            other.kill();
            browser.until(() -> browser.shows("#stale"));
            browser.until(() -> browser.text("#connection").contains("offline"));
            assertThat(browser.<String>script("return document.title;")).contains("stale");
            assertThat(browser.text("#lost")).startsWith("No answer from the server");
            assertThat(browser.text("header"))
                    .as("nobody knows")
                    .contains("mode act")
                    .doesNotContain("ACTING");
            assertThat(browser.<String>script("return document.querySelector('link[rel=icon]').getAttribute('href');"))
                    .isEqualTo("assets/alert.svg");
            browser.<Boolean>script(
                    "fetch('assets/alert.svg').then((icon) => document.body.dataset.icon = icon.status);"
                            + " return true;");
            browser.until(() -> browser.shows("body[data-icon='200']")); // kept from before
        }
    }

    @Test
    void without_the_script_there_is_a_table_of_the_server() {
        String html = Program.get(url, "Accept", "text/html").body();
        assertThat(html).contains("<noscript><meta http-equiv=\"refresh\"", "<table>", "route0002");
        assertThat(Pattern.compile("(src|href)=\"(/|https?:)").matcher(html).find())
                .as("every address is relative, so that it works under a path")
                .isFalse();
        open("");
    }

    @Test
    void opened_with_a_password_in_its_address_it_takes_orders_all_the_same() {
        browser.open(url.replace("http://", "http://alice:secret@"));
        browser.until(() -> browser.text("#connection").contains("live"));
        browser.click("Pause…");
        fill("deploy");
        confirm("paused by alice: deploy");
        browser.until(() -> browser.shows("#paused"));
        browser.click("Resume…");
        fill("deployed");
        confirm("may act");
        browser.until(() -> !browser.shows("#paused"));
        browser.requests(); // the address with the password is among them
        open("");
    }

    @Test
    void behind_a_proxy_it_works_under_a_path_and_so_do_orders() {
        String here = url.replaceFirst("/$", "");
        DisposableServer proxy = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle((request, response) -> HttpClient.create()
                        .headers(headers ->
                                request.requestHeaders().forEach(each -> headers.set(each.getKey(), each.getValue())))
                        .request(request.method())
                        .uri(here + request.uri().replaceFirst("^/tools/steelyard", ""))
                        .send(request.receive().retain())
                        .response((answer, body) -> response.status(answer.status())
                                .headers(answer.responseHeaders())
                                .send(body.retain(), part -> true)
                                .then()))
                .bindNow();
        try {
            browser.open("http://127.0.0.1:" + proxy.port() + "/tools/steelyard/");
            browser.until(() -> browser.text("#connection").contains("live") && browser.shows("[data-rate]"));
            String rate = browser.text("[data-rate]");
            browser.until(() -> !browser.text("[data-rate]").equals(rate));
            browser.click("Pause…");
            fill("through the proxy");
            confirm("paused by alice: through the proxy");
            browser.until(() -> browser.shows("#paused"));
            browser.click("Resume…");
            fill("through the proxy");
            confirm("may act");
            browser.until(() -> !browser.shows("#paused"));
            browser.open("about:blank");
        } finally {
            proxy.disposeNow();
        }
    }

    /** {@code mvn '-Dit.test=Page*IT#the_picture*' -Dscreenshots.write=true verify} */
    @Test
    @EnabledIfSystemProperty(named = "screenshots.write", matches = "true")
    void the_pictures_of_the_documentation() {
        Path images = Path.of("docs/images");
        open("");
        await().atMost(Duration.ofMinutes(10)) // some minutes of history to draw
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> browser.text("#age").matches("snapshot (9\\d\\d|\\d{4,}).*"));
        browser.size(1280, 560);
        browser.screenshot(images.resolve("page-light.png"));
        browser.dark(true);
        browser.screenshot(images.resolve("page-dark.png"));
        open("?view=decisions");
        browser.until(() -> browser.shows("tbody button"));
        browser.dark(false);
        browser.screenshot(images.resolve("page-decisions.png"));
        browser.script(FIRST_APPLIED);
        browser.until(() -> browser.shows("dialog[open]"));
        browser.size(1280, 1300);
        browser.screenshot(images.resolve("page-decision.png"));
        browser.size(390, 800);
        open("");
        browser.until(() -> browser.shows("tbody tr"));
        browser.screenshot(images.resolve("page-narrow.png"));
        browser.size(1280, 900);
    }
}
