package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManualTest {

    private static final Pattern HREF = Pattern.compile("<a [^>]*?href=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");

    private static String html(String path) {
        Answer answer = Manual.answer(path, true, false).orElseThrow(() -> new AssertionError("nothing at " + path));
        return answer.body().stream()
                .map(part -> new String(part, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private static List<String> found(Pattern what, String html) {
        return what.matcher(html)
                .results()
                .map(each -> each.group(1).replace("&amp;", "&"))
                .toList();
    }

    /** Every page that links lead to, from the first, by its path. */
    private static Map<String, String> all() {
        Map<String, String> pages = new HashMap<>();
        Deque<String> next = new ArrayDeque<>(List.of("/" + Manual.FIRST));
        while (!next.isEmpty()) {
            String path = next.pop();
            if (path.endsWith(".md") && !pages.containsKey(path)) {
                String html = html(path);
                pages.put(path, html);
                found(HREF, html).stream()
                        .map(URI.create(path)::resolve)
                        .filter(target -> target.getScheme() == null)
                        .map(URI::getPath)
                        .forEach(next::push);
            }
        }
        return pages;
    }

    @Test
    void every_link_leads_to_a_document_and_a_place_in_it() {
        Map<String, String> pages = all();
        pages.forEach((path, html) -> {
            assertThat(found(ID, html)).as(path).doesNotHaveDuplicates();
            for (String link : found(HREF, html)) {
                assertThat(link).as("it works under a path").doesNotStartWith("/");
                URI target = URI.create(path).resolve(link);
                if (target.getScheme() == null && !target.getPath().equals("/")) {
                    String there = html(target.getPath());
                    if (target.getFragment() != null) {
                        assertThat(found(ID, there))
                                .as(path + " links to " + link)
                                .contains(target.getFragment());
                    }
                }
            }
        });
    }

    @Test
    void every_document_that_was_written_can_be_reached() throws IOException {
        try (Stream<Path> written = Files.walk(Path.of("docs"))) {
            assertThat(all().keySet())
                    .containsAll(written.filter(file -> file.toString().endsWith(".md"))
                            .map(file -> "/" + file)
                            .toList());
        }
    }

    @Test
    void every_reason_has_its_place_to_which_the_page_links() {
        assertThat(found(ID, html("/docs/concepts.md")))
                .containsAll(Stream.of(Reason.Code.values())
                        .map(code -> "code-" + code.label())
                        .toList());
    }

    @Test
    void it_says_what_to_do_about_all_that_wants_attention() {
        for (Attention.Why why : Attention.Why.values()) {
            String[] place = why.manual().split("#", 2);
            assertThat(found(ID, html("/" + place[0])))
                    .as(why.manual())
                    .anyMatch(why == Attention.Why.HELD ? id -> id.startsWith(place[1]) : place[1]::equals);
        }
    }

    @Test
    void every_place_that_the_page_names_is_there() throws IOException {
        Pattern place = Pattern.compile("\"((?:docs/)?[a-zA-Z/]+\\.md)(?:#([a-z_-]+))?\"");
        Set<String> named = new TreeSet<>();
        try (Stream<Path> scripts = Files.list(Path.of("src/main/resources/io/steelyard/web/assets"))) {
            for (Path script : scripts.toList()) {
                for (MatchResult each :
                        place.matcher(Files.readString(script)).results().toList()) {
                    String html = html("/" + each.group(1));
                    if (each.group(2) != null && !each.group(2).equals("code-")) {
                        assertThat(found(ID, html))
                                .as(script + ": " + each.group())
                                .contains(each.group(2));
                    }
                    named.add(each.group());
                }
            }
        }
        assertThat(named).hasSizeGreaterThan(5);
    }

    @Test
    void a_program_gets_the_text_as_it_was_written() {
        Answer answer = Manual.answer("/docs/operating.md", false, false).orElseThrow();

        assertThat(answer.contentType()).isEqualTo(Answer.PLAIN);
        assertThat(new String(answer.body().get(0), StandardCharsets.UTF_8)).startsWith("# ");
    }

    @Test
    void the_first_page_of_the_manual_is_called_so_and_not_twice_by_the_name_of_the_product() {
        assertThat(Article.of("README.md", "# Steelyard\n")).contains("<title>Manual - Steelyard</title>");
    }

    @Test
    void what_is_not_in_the_jar_stands_in_words_and_comments_are_left_out() {
        String html = Article.of("docs/a.md", """
                # A & B
                <!-- made of the code -->
                See [the source](../src/A.java), [the *examples*](../config/steelyard.yaml) and ![a picture](images/a.png).
                """);

        assertThat(html)
                .contains(
                        "<title>A &amp; B - Steelyard</title>",
                        "<h1 id=\"a--b\">A &amp; B</h1>",
                        "<p>See the source, <a ",
                        " href=\"../config/steelyard.yaml\">the <em>examples</em></a> and <em>a picture</em>.</p>",
                        "<link rel=\"stylesheet\" href=\"../style.css\">")
                .doesNotContain("made of the code");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/../openapi.yaml",
                "/../openapi.yaml",
                "/docs//operating.md",
                "//docs/operating.md",
                "/docs/./operating.md",
                "/docs/",
                "/docs",
                "/docs/none.md",
                "/",
                ""
            })
    void nothing_else_can_be_read_from_the_jar(String path) {
        assertThat(Manual.answer(path, true, false)).isEmpty();
    }
}
