package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.DocumentationTool;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others build on, the bindings and the interfaces for adapters and policies, has documentation that builds. */
class JavadocTest {

    private static final List<String> PACKAGES = List.of(
            "io.steelyard.backplane",
            "io.steelyard.model",
            "io.steelyard.policy",
            "io.steelyard.actuator",
            "io.steelyard.source",
            "io.steelyard.adapter");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void the_documentation_of_bindings_and_interfaces_builds_without_a_warning() throws Exception {
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files =
                javadoc.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(Path.of("src/main/java")));
            files.setLocationFromPaths(DocumentationTool.Location.DOCUMENTATION_OUTPUT, List.of(folder));
            List<String> options = List.of("-quiet", "-Xdoclint:all,-missing", "-Xwerror", "-notimestamp");
            boolean built = javadoc.getTask(complaints, files, null, null, arguments(options), null)
                    .call();
            assertThat(complaints.toString()).isEmpty();
            assertThat(built).isTrue();
        }
    }

    private static List<String> arguments(List<String> options) {
        return Stream.concat(options.stream(), PACKAGES.stream()).toList();
    }
}
