package io.steelyard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.model.Reason.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of the Guard's rules, which the page shows as well. */
class RulesTest {

    /** Reasons for a change. */
    private static final Set<Code> CHANGES =
            EnumSet.of(Code.REBALANCE, Code.SCHEDULE, Code.OUTLIER, Code.WARM_UP, Code.EVACUATION);

    @Test
    void every_reason_to_hold_has_its_place_in_the_list() {
        assertThat(Guard.RULES).doesNotHaveDuplicates().containsAll(EnumSet.complementOf(EnumSet.copyOf(CHANGES)));
        assertThat(Guard.RULES).doesNotContainAnyElementsOf(CHANGES);
    }

    @Test
    void the_documentation_lists_them_in_the_same_order() throws IOException {
        String text = Files.readString(Path.of("docs/concepts.md"));
        String table = text.substring(text.indexOf("## The Guard"), text.indexOf("**A move for safety**"));
        List<String> codes = table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(0, line.indexOf('|', 1)))
                .flatMap(cell ->
                        Pattern.compile("`(\\w+)`").matcher(cell).results().map(code -> code.group(1)))
                .toList();
        assertThat(codes).isEqualTo(Guard.RULES.stream().map(Code::label).toList());
    }
}
