package io.steelyard.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InOrderTest {

    private final Set<String> set = new LinkedHashSet<>(List.of("h", "a", "g", "b", "f", "c", "e", "d"));
    private final Map<String, Integer> map = new LinkedHashMap<>();

    InOrderTest() {
        set.forEach(each -> map.put(each, 1));
    }

    @Test
    void a_copy_has_the_order_of_its_original() {
        assertThat(InOrder.copyOf(set)).containsExactlyElementsOf(set);
        assertThat(InOrder.copyOf(map).keySet()).containsExactlyElementsOf(set);
    }

    @Test
    void a_copy_stays_what_it_is() {
        Set<String> copy = InOrder.copyOf(set);
        Map<String, Integer> other = InOrder.copyOf(map);
        set.clear();
        map.clear();

        assertThat(copy).hasSize(8);
        assertThat(other).hasSize(8);
        assertThatThrownBy(() -> copy.remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> other.remove("a")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // what a policy of somebody else may hand over
    void nothing_in_it_is_null() {
        set.add(null);
        map.put("i", null);

        assertThatNullPointerException().isThrownBy(() -> InOrder.copyOf(set));
        assertThatNullPointerException().isThrownBy(() -> InOrder.copyOf(map));
    }

    @Test
    void what_nobody_can_change_is_not_copied() {
        Map<String, Integer> copy = InOrder.copyOf(map);
        Map<String, Integer> given = InOrder.given(new LinkedHashMap<>(map));

        assertThat(InOrder.copyOf(copy)).isSameAs(copy);
        assertThat(InOrder.copyOf(given)).isSameAs(given);
    }

    @Test
    @SuppressWarnings("NullAway")
    void what_is_given_away_is_as_good_as_a_copy() {
        Map<String, Integer> given = InOrder.given(new LinkedHashMap<>(map));

        assertThat(given).isEqualTo(map).hasSameHashCodeAs(map).hasToString(map.toString());
        assertThat(given.keySet()).containsExactlyElementsOf(set);
        assertThat(given).containsEntry("a", 1).doesNotContainKey("x");
        assertThatThrownBy(() -> given.put("a", 2)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> given.entrySet().iterator().next().setValue(2))
                .isInstanceOf(UnsupportedOperationException.class);
        map.put("i", null);
        assertThatNullPointerException().isThrownBy(() -> InOrder.given(new LinkedHashMap<>(map)));
    }
}
