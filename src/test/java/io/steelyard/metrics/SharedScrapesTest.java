package io.steelyard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedScrapesTest {

    private final Scene scene = new Scene();
    private final AgentMetrics metrics = scene.metrics(scene.settings());
    private final SharedScrapes scrapes = metrics.scrapes();

    @Test
    void readers_at_the_same_time_share_one_answer_and_later_ones_see_what_has_changed() {
        Exposition.Scrape first = scrape(false, Set.of());
        metrics.paused(true);
        assertThat(scrape(false, Set.of())).isSameAs(first);

        scene.pass(SharedScrapes.SHARED);
        assertThat(text(scrape(false, Set.of()))).contains("steelyard_paused 1.0");
    }

    @Test
    void each_form_is_shared_by_those_who_ask_for_it() {
        assertThat(scrape(true, Set.of()).gzip()).isTrue();
        assertThat(scrape(false, Set.of()).gzip()).isFalse();
    }

    @Test
    void a_narrowed_scrape_is_made_anew() {
        scrape(false, Set.of("steelyard_paused"));
        metrics.paused(true);
        assertThat(text(scrape(false, Set.of("steelyard_paused")))).contains("steelyard_paused 1.0");
    }

    private Exposition.Scrape scrape(boolean gzip, Set<String> names) {
        return scrapes.scrape(null, gzip, names);
    }

    private static String text(Exposition.Scrape scrape) {
        return new String(Scraped.bytes(scrape), StandardCharsets.UTF_8);
    }
}
