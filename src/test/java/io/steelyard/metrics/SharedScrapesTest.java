package io.steelyard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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

        scene.pass(SharedScrapes.SHARED_LEAST);
        assertThat(text(scrape(false, Set.of()))).contains("steelyard_paused 1.0");
    }

    @Test
    void what_takes_long_to_make_is_shared_for_longer_but_never_for_longer_than_half_a_second() {
        AtomicInteger asked = new AtomicInteger();
        // Each look at the clock takes 4 ms: the way from one to the other is what the answer takes to make.
        SharedScrapes slow = new SharedScrapes(metrics.exposition(), () -> {
            scene.pass(Duration.ofMillis(4));
            asked.incrementAndGet();
            return scene.now();
        });
        Exposition.Scrape first = slow.scrape(null, false, Set.of());
        assertThat(asked.get()).isEqualTo(2);
        scene.pass(Duration.ofMillis(350));
        assertThat(slow.scrape(null, false, Set.of())).isSameAs(first);
        scene.pass(Duration.ofMillis(50));
        assertThat(slow.scrape(null, false, Set.of())).isNotSameAs(first);

        assertThat(SharedScrapes.shared(Duration.ZERO)).isEqualTo(Duration.ofMillis(100));
        assertThat(SharedScrapes.shared(Duration.ofSeconds(3))).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void what_was_made_for_one_is_ready_for_the_next_as_long_as_it_is_shared() {
        assertThat(scrapes.ready(null, true)).isEmpty();
        Exposition.Scrape first = scrape(true, Set.of());

        assertThat(scrapes.ready(null, true).orElseThrow()).isSameAs(first);
        assertThat(scrapes.ready(null, false)).isEmpty();
        scene.pass(SharedScrapes.SHARED_LEAST);
        assertThat(scrapes.ready(null, true)).isEmpty();
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
