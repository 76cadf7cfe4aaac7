package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Images made by buildah in a store of their own, which goes with its folder. Nothing is asked of a registry. */
final class Images implements AutoCloseable {

    private static final String BASE = "localhost/debian-jre:17";

    /** In place of Maven, which has made the jar before: sees that all it would need is there. */
    private static final String MAVEN = """
            #!/bin/sh
            set -e
            test -f pom.xml
            test -f .mvn/jvm.config
            case "$*" in
              *package*)
                test -f src/main/java/io/steelyard/Steelyard.java
                test -f README.md
                test -f docs/concepts.md
                test -f config/steelyard.yaml ;;
            esac
            """;

    /** What an image says about itself, and its files. */
    record Image(
            Path root,
            List<String> entrypoint,
            List<String> command,
            List<String> health,
            List<String> environment,
            String user) {}

    private final Path folder;

    Images(Path folder) {
        this.folder = folder;
    }

    /** Builds the Dockerfile on Debian's packages, with a jar that is there. */
    Image built(Path jar) throws IOException {
        Path base = folder.resolve("base.tar");
        succeed(".ci/base-image", base.toString());
        load(base);
        Path maven = Files.createDirectories(folder.resolve("maven"));
        Files.copy(jar, maven.resolve("steelyard.jar"), StandardCopyOption.REPLACE_EXISTING);
        Path script = Files.writeString(maven.resolve("mvn"), MAVEN);
        assertThat(script.toFile().setExecutable(true, false)).isTrue();
        Files.writeString(maven.resolve("Dockerfile"), """
                FROM %s
                COPY mvn /usr/bin/
                COPY steelyard.jar /build/target/
                """.formatted(BASE));
        build("maven", maven);
        build("steelyard", Path.of("."), "BUILD_IMAGE=localhost/maven", "RUNTIME_IMAGE=" + BASE);
        return unpacked("localhost/steelyard");
    }

    /** @param archive as {@code docker save} or Jib writes it, with one name in it */
    Image loaded(Path archive) throws IOException {
        return unpacked(load(archive));
    }

    @Override
    public void close() {
        succeed("rm", "-rf", "--one-file-system", folder.resolve("store").toString());
    }

    private String load(Path archive) {
        String said = buildah("pull", "--quiet", "docker-archive:" + archive.toAbsolutePath());
        return said.lines().reduce("", (before, line) -> line);
    }

    private void build(String name, Path context, String... arguments) {
        List<String> words =
                new ArrayList<>(List.of("build", "--quiet", "--format=docker", "--isolation=chroot", "--tag=" + name));
        Stream.of(arguments).map(argument -> "--build-arg=" + argument).forEach(words::add);
        words.add(context.toString());
        buildah(words.toArray(String[]::new));
    }

    private Image unpacked(String name) throws IOException {
        String told = buildah("inspect", "--type=image", name);
        JsonNode config = new ObjectMapper()
                .readTree(told.substring(told.indexOf('{')))
                .path("Docker")
                .path("config");
        String box = name.replaceAll("[^a-z0-9]", "-");
        buildah("from", "--name=" + box, name);
        String root = buildah("mount", box).strip();
        return new Image(
                Path.of(root),
                words(config.path("Entrypoint")),
                words(config.path("Cmd")),
                words(config.path("Healthcheck").path("Test")).stream().skip(1).toList(), // the first is CMD
                words(config.path("Env")),
                config.path("User").asText());
    }

    /** As plain folders: no mount is left behind. */
    private String buildah(String... words) {
        return succeed(Stream.concat(
                        Stream.of(
                                "buildah",
                                "--root=" + folder.resolve("store"),
                                "--runroot=" + folder.resolve("run"),
                                "--storage-driver=vfs"),
                        Stream.of(words))
                .toArray(String[]::new));
    }

    private static String succeed(String... command) {
        Program.Finished done = Program.pipe("", command);
        assertThat(done.exit())
                .as("%s%n%s", String.join(" ", command), done.out())
                .isZero();
        return done.out();
    }

    private static List<String> words(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
