package io.steelyard.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The example of docs/plugins.md, compiled and packed as somebody else would do it. */
public final class PluginJar {

    private static final Path SOURCES = Path.of("src/test/resources/plugin");

    private PluginJar() {}

    /**
     * Writes failover.jar.
     *
     * @param against what it is compiled against: our classes, or our jar
     * @param folder where the jar goes
     */
    public static Path build(String against, Path folder) throws IOException {
        Path classes = Files.createTempDirectory("plugin");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        int result = compiler.run(
                null,
                messages,
                messages,
                "--release",
                "17",
                "-proc:none",
                "-classpath",
                against,
                "-d",
                classes.toString(),
                SOURCES.resolve("com/example/Failover.java").toString());
        if (result != 0) {
            throw new IllegalStateException(messages.toString(StandardCharsets.UTF_8));
        }
        Path jar = folder.resolve("failover.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path root : List.of(classes, SOURCES)) {
                add(out, root);
            }
        }
        return jar;
    }

    private static void add(JarOutputStream out, Path root) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".java"))
                    .toList();
        }
        for (Path file : files) {
            out.putNextEntry(new JarEntry(root.relativize(file).toString()));
            out.write(Files.readAllBytes(file));
            out.closeEntry();
        }
    }
}
