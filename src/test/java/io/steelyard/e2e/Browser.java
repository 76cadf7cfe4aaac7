package io.steelyard.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.ElementClickInterceptedException;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Debian's Chromium without a window. It resolves no name, so that nothing can leave the machine unseen. */
final class Browser implements AutoCloseable {

    private static final Pattern URL =
            Pattern.compile("\"method\":\"Network.requestWillBeSent\".*?\"url\":\"([^\"]+)\"");

    private final ChromeDriver driver;

    Browser() {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary("/usr/bin/chromium");
        options.setCapability("goog:loggingPrefs", logs);
        options.addArguments(
                "--headless=new",
                "--force-prefers-reduced-motion",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-default-browser-check",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-domain-reliability",
                "--disable-sync",
                "--metrics-recording-only",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--force-color-profile=srgb",
                "--window-size=1280,900");
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
        driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
    }

    void open(String url) {
        driver.get(url);
    }

    void back() {
        driver.navigate().back();
    }

    /** The text of the page as a reader sees it. */
    String text() {
        return text("body");
    }

    String text(String selector) {
        try {
            return driver.findElement(By.cssSelector(selector)).getText();
        } catch (StaleElementReferenceException | NoSuchElementException redrawn) {
            return "";
        }
    }

    boolean shows(String selector) {
        return !driver.findElements(By.cssSelector(selector)).isEmpty();
    }

    /** Clicks the first button or link with this text; one in an open dialog before others. */
    void click(String text) {
        until(() -> {
            String path = "//*[self::button or self::a][normalize-space()='" + text + "']";
            List<WebElement> found = driver.findElements(By.xpath("//dialog[@open]" + path));
            if (found.isEmpty()) {
                found = driver.findElements(By.xpath(path));
            }
            if (found.isEmpty() || !found.get(0).isEnabled()) {
                return false;
            }
            try {
                found.get(0).click();
                return true;
            } catch (StaleElementReferenceException | ElementClickInterceptedException moving) {
                return false; // redrawn, or on its way there
            }
        });
    }

    /** Types into a field in place of what is there. */
    void type(String selector, String text) {
        WebElement field = driver.findElement(By.cssSelector(selector));
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text); // clear() tells the page too late
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> T script(String script, Object... arguments) {
        @SuppressWarnings("unchecked")
        T result = (T) Objects.requireNonNull(driver.executeScript(script, arguments));
        return result;
    }

    void until(Supplier<Boolean> condition) {
        await().atMost(Program.PATIENCE).pollInterval(Duration.ofMillis(100)).until(condition::get);
    }

    void dark(boolean on) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", on ? "dark" : "light"))));
    }

    void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Where what is saved goes. */
    void downloads(Path folder) {
        driver.executeCdpCommand(
                "Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", folder.toString()));
    }

    void screenshot(Path file) {
        Object shot = driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"))
                .get("data");
        try {
            Files.write(file, Base64.getDecoder().decode(String.valueOf(shot)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What axe-core finds that is serious or critical: rule, help and the elements. */
    List<String> faults() {
        return faults("{resultTypes: ['violations']}");
    }

    /** The same for contrast alone, which is all that other colours change. */
    List<String> contrastFaults() {
        return faults("{resultTypes: ['violations'], runOnly: ['color-contrast']}");
    }

    private List<String> faults(String options) {
        try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            driver.executeScript(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run(document, " + options + ").then((all) => done(all.violations"
                + ".filter((each) => ['serious', 'critical'].includes(each.impact))"
                + ".map((each) => each.id + ': ' + each.help + ' '"
                + " + each.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' | '))),"
                + " (fault) => done(['axe itself: ' + fault]));");
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    /** What was written to the console since the last call, but for failed requests to a server that was ended. */
    List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .filter(line -> !line.contains("net::ERR_"))
                .toList();
    }

    /** The addresses that were asked since the last call. */
    List<String> requests() {
        return StreamSupport.stream(
                        driver.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
                .map(entry -> URL.matcher(entry.getMessage()))
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .filter(url -> !url.startsWith("data:") && !url.startsWith("chrome") && !url.startsWith("about:"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
