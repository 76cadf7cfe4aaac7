package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTypesTest {

    @Test
    void the_built_in_types_are_found_like_those_of_others() {
        PolicyTypes types = PolicyTypes.load();
        assertThat(types.faults()).isEmpty();
        assertThat(types.names(PolicyFactory.Kind.ALLOCATOR)).contains("equal-load", "pid", "static");
        assertThat(types.names(PolicyFactory.Kind.LIMITER)).contains("evacuate");
    }

    @Test
    void a_jar_that_names_a_class_it_does_not_have_is_told_and_costs_only_itself(@TempDir Path folder)
            throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(PolicyFactory.class.getName()), "com.example.Missing\n");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            PolicyTypes types = PolicyTypes.load(loader);
            assertThat(types.faults()).singleElement().asString().contains("com.example.Missing", "remove its jar");
            assertThat(types.find("equal-load")).isPresent();
        }
    }

    @Test
    void a_name_that_is_taken_stays_with_the_first() {
        PolicyTypes types = PolicyTypes.of(List.of(new Pid.Factory(), new Pid.Factory()));
        assertThat(types.faults()).singleElement().asString().contains("policy type pid is claimed by");
        assertThat(types.all()).hasSize(1);
    }
}
