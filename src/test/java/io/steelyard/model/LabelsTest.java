package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b                              | {a=b}",
                "', service=web, version=v2'      | {service=web, version=v2}",
                "',service=web,,release=v1,'      | {service=web, release=v1}",
                "service:web release:v1           | {service=web, release=v1}",
                "'  service:web   release:v1  '   | {service=web, release=v1}",
                "endpoint=host:8080               | {endpoint=host:8080}",
                "endpoint:host                    | {endpoint=host}",
                "endpoint:host:8080 a:b           | {endpoint=host:8080, a=b}",
                "expr=a=b,url=http://h:80         | {expr=a=b, url=http://h:80}",
                "note=R&D,stadt=Zürich,mood=🦊    | {note=R&D, stadt=Zürich, mood=🦊}",
                "a = b , c=  d e                  | {a=b, c=d e}",
                "a:b,c:d                          | {a=b, c=d}",
                "k=v1,k=v2                        | {k=v2}",
                "heroku                           | {heroku=}",
                "heroku=                          | {heroku=}",
                "1.2.3/x-y=a.b-c                  | {1.2.3/x-y=a.b-c}"
            })
    void both_notations_are_read(String raw, String pairs) {
        assertThat(Labels.parse(raw).pairs().toString()).isEqualTo(pairs);
        assertThat(Labels.parse(raw).raw()).isEqualTo(raw);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ", ,", "\t\n"})
    void a_text_without_pairs_is_empty(String raw) {
        assertThat(Labels.parse(raw).isEmpty()).isTrue();
        assertThat(Labels.parse(raw)).isEqualTo(Labels.NONE);
    }

    @Test
    void labels_are_equal_by_their_pairs_whatever_the_notation() {
        assertThat(Labels.parse("b:2 a:1"))
                .isEqualTo(Labels.parse(", a=1, b=2"))
                .hasSameHashCodeAs(Labels.parse("a=1,b=2"))
                .isNotEqualTo(Labels.parse("a=1"));
    }

    @Test
    void what_is_written_is_read_as_the_same() {
        Map<String, String> pairs = Map.of("service", "web", "expr", "a=b", "url", "http://h:80", "empty", "");
        assertThat(Labels.of(pairs).pairs()).isEqualTo(pairs);
    }

    @Test
    void a_selector_wants_each_of_its_pairs() {
        Labels backend = Labels.parse("service=web,version=v2,podName=x");
        assertThat(Selector.parse(", version=v2, service=web").matches(backend)).isTrue();
        assertThat(Selector.parse("service:web").matches(backend)).isTrue();
        assertThat(Selector.parse("service=web,version=v3").matches(backend)).isFalse();
        assertThat(Selector.parse("service=web,zone=a").matches(backend)).isFalse();
        assertThat(Selector.parse("Service=web").matches(backend)).isFalse();
    }

    @Test
    void the_empty_selector_matches_nothing() {
        assertThat(Selector.parse("").matches(Labels.parse("a=b"))).isFalse();
        assertThat(Selector.parse(" , ").matches(Labels.NONE)).isFalse();
    }
}
