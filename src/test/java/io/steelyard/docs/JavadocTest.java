package io.steelyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.DocumentationTool;
import javax.tools.JavaFileObject;
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

    private static final Pattern TAGS = Pattern.compile("no (@param for \\S+|@return)");

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void the_documentation_of_bindings_and_interfaces_is_complete_and_builds_without_a_warning() throws IOException {
        assertThat(complaints()).isEmpty();
    }

    private List<String> complaints() throws IOException {
        DocumentationTool javadoc = ToolProvider.getSystemDocumentationTool();
        DiagnosticCollector<JavaFileObject> complaints = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                javadoc.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of(Path.of("src/main/java")));
            files.setLocationFromPaths(DocumentationTool.Location.DOCUMENTATION_OUTPUT, List.of(folder));
            List<String> options = List.of("-quiet", "-Xdoclint:all", "-Xmaxwarns", "1000", "-notimestamp");
            List<String> arguments =
                    Stream.concat(options.stream(), PACKAGES.stream()).toList();
            assertThat(javadoc.getTask(new StringWriter(), files, complaints, null, arguments, null)
                            .call())
                    .isTrue();
        }
        return complaints.getDiagnostics().stream()
                .filter(complaint -> complaint.getKind() != Diagnostic.Kind.NOTE) // such as how many there were
                .filter(complaint -> !ofValue(complaint) && !atCompactConstructor(complaint))
                .map(complaint -> complaint.toString())
                .toList();
    }

    /** A value says in a sentence what each of its methods gives; parameters and results need no second one. */
    private static boolean ofValue(Diagnostic<? extends JavaFileObject> complaint) {
        return complaint.getSource() != null
                && complaint.getSource().getName().contains("/steelyard/model/")
                && TAGS.matcher(complaint.getMessage(Locale.ROOT)).matches();
    }

    /** What goes into it stands at the record; doclint would have it there a second time. */
    private static boolean atCompactConstructor(Diagnostic<? extends JavaFileObject> complaint) {
        JavaFileObject file = complaint.getSource();
        if (file == null) {
            return false;
        }
        try {
            return file.getCharContent(true)
                    .toString()
                    .lines()
                    .skip(complaint.getLineNumber() - 1)
                    .findFirst()
                    .orElse("")
                    .matches("\\s*public \\w+ \\{");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
