package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.junit.ArchTest;
import io.steelyard.cli.Root;
import io.steelyard.config.Config;
import io.steelyard.config.SettingRow;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import picocli.CommandLine;

/** The table of docs/security.md. To write it anew, run with {@code -Dgolden.write=true}. */
class ThreatsTest {

    private static final Path PAGE = Path.of("docs/security.md");
    private static final String BEGIN = "<!-- threats: made of the code by ThreatsTest -->\n";
    private static final String END = "<!-- end of threats -->\n";

    @Test
    void each_threat_has_its_control_and_tests_that_are_there() throws Exception {
        for (Threats.Threat threat : Threats.ALL) {
            assertThat(threat.tests()).as(threat.name()).isNotEmpty();
            for (String test : threat.tests()) {
                assertThat(isThere(test)).as("%s: %s", threat.name(), test).isTrue();
            }
            System.out.printf(
                    "%s%n    %s%n    %s%n", threat.name(), threat.control(), String.join(", ", threat.tests()));
        }
    }

    private static boolean isThere(String test) throws IOException, ReflectiveOperationException {
        if (test.indexOf('#') < 0) {
            return Files.isExecutable(Path.of(test));
        }
        String[] parts = test.split("#", 2);
        Path sources = Path.of("src/test/java");
        try (Stream<Path> files = Files.walk(sources)) {
            Path file = files.filter(path -> path.endsWith(parts[0] + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no test class " + parts[0]));
            String name = sources.relativize(file)
                    .toString()
                    .replaceAll("\\.java$", "")
                    .replace('/', '.');
            Class<?> type = Class.forName(name, false, ThreatsTest.class.getClassLoader());
            return Stream.<AnnotatedElement>concat(
                            Arrays.stream(type.getDeclaredMethods())
                                    .filter(method -> method.getName().equals(parts[1])),
                            Arrays.stream(type.getDeclaredFields())
                                    .filter(field -> field.getName().equals(parts[1])))
                    .anyMatch(each -> AnnotationSupport.isAnnotated(each, Testable.class)
                            || each.isAnnotationPresent(ArchTest.class));
        }
    }

    @Test
    void the_page_has_the_table() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        assertThat(begin).as("%s holds %s", PAGE, BEGIN).isNotNegative().isLessThan(end);
        String wanted = page.substring(0, begin) + BEGIN + Threats.table() + page.substring(end);
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(Files.readString(PAGE))
                .as("mvn -Dtest=ThreatsTest -Dgolden.write=true test writes it anew")
                .isEqualTo(wanted);
    }

    @Test
    void no_option_and_no_setting_turns_a_check_off() {
        List<String> names = new ArrayList<>();
        SettingRow.of(Config.class).forEach(row -> names.add(row.key()));
        collect(Root.commandLine(name -> null), names);
        assertThat(names).hasSizeGreaterThan(60);
        assertThat(names)
                .noneMatch(Pattern.compile("insecure|skip|verif|trust.?all|no.?check|unsafe|allow.?(any|http)")
                        .asPredicate());
    }

    private static void collect(CommandLine command, List<String> names) {
        command.getCommandSpec().options().forEach(option -> names.addAll(Arrays.asList(option.names())));
        command.getSubcommands().values().forEach(sub -> collect(sub, names));
    }
}
