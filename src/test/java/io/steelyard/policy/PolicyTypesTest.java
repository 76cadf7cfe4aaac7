package io.steelyard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    @Test
    void the_jars_of_a_folder_are_looked_through_beside_the_class_path(@TempDir Path folder) throws IOException {
        for (String name : List.of("one", "two")) {
            try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name + ".jar")))) {
                jar.putNextEntry(new JarEntry("META-INF/services/" + PolicyFactory.class.getName()));
                jar.write(("com.example.Of" + name).getBytes(StandardCharsets.UTF_8));
                jar.closeEntry();
            }
        }
        Files.writeString(folder.resolve("notes.txt"), "no jar");

        PolicyTypes types = PolicyTypes.load(folder);

        assertThat(types.faults())
                .satisfiesExactly(
                        one -> assertThat(one).contains("com.example.Ofone"),
                        two -> assertThat(two).contains("com.example.Oftwo"));
        assertThat(types.find("equal-load")).isPresent();
    }

    @Test
    void of_a_list_of_nothing_but_faults_twenty_are_told(@TempDir Path folder) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(PolicyFactory.class.getName()),
                IntStream.range(0, 30).mapToObj(i -> "com.example.Missing" + i).collect(Collectors.joining("\n")));
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            assertThat(PolicyTypes.load(loader).faults()).hasSize(20);
        }
    }

    @Test
    void a_name_that_no_configuration_could_have_is_told() {
        assertThat(PolicyTypes.of(List.of(new Named("Mine!"))).faults())
                .singleElement()
                .asString()
                .startsWith("\"Mine!\" of " + Named.class.getName() + " is no name for a type of policy");
        assertThat(PolicyTypes.of(List.of(new Named("mine-2"))).faults()).isEmpty();
    }

    @Test
    void who_writes_a_type_in_the_wrong_place_is_told_the_right_one() {
        PolicyTypes types = PolicyTypes.load();
        assertThat(types.refusal("evacuate", PolicyFactory.Kind.ALLOCATOR))
                .isEqualTo("is a limiter, not an allocator; write it under limiters: [{type: evacuate}]");
        assertThat(types.refusal("pid", PolicyFactory.Kind.LIMITER))
                .isEqualTo("is an allocator, not a limiter; make it the type of a policy");
        assertThat(types.refusal("pdi", PolicyFactory.Kind.ALLOCATOR))
                .startsWith("is no type of policy; ")
                .contains("pid");
        assertThat(types.refusal("x", PolicyFactory.Kind.LIMITER))
                .startsWith("is no limiter; ")
                .contains("evacuate", "outlier", "warm-up")
                .doesNotContain("pid");
    }

    private record Named(String type) implements AllocatorFactory<EqualLoadParameters> {
        @Override
        public String help() {
            return "A test.";
        }

        @Override
        public Class<EqualLoadParameters> parameters() {
            return EqualLoadParameters.class;
        }

        @Override
        public Policy create(EqualLoadParameters parameters, PolicyContext context) {
            return new EqualLoad(parameters, 1);
        }
    }
}
