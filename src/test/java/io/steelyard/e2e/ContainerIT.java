package io.steelyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.steelyard.e2e.Images.Image;
import io.steelyard.testing.HaproxyProcess;
import io.steelyard.testing.RequiresProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images, built on Debian's packages and run in a container without rights, on a real HAProxy. */
@RequiresProgram({"buildah", "crun", "dpkg-query", "haproxy", "unshare"})
class ContainerIT {

    private static final Path JAR = Path.of(System.getProperty("steelyard.jar", "target/steelyard.jar"));
    private static final Path OF_JIB = Path.of("target/jib-image.tar");

    private static final String CONFIGURATION = """
            balancer: {type: haproxy, haproxy: {socket: /run/haproxy/admin.sock}}
            mode: act
            policies:
              - {name: fixed, type: static, parameters: {weights: {a: 3, b: 1}}}
            http: {listen: ":9790"}
            """;

    /** What the program may do, and whether it could leave a file. */
    private static final String LOOK_AROUND =
            "while read line; do echo \"$line\"; done </proc/1/status; echo x >/tmp/x";

    @TempDir
    private Path folder = Path.of(".");

    @BeforeAll
    static void mayMount() {
        assumeThat(Program.pipe("", "unshare", "--mount", "--net", "mount", "-t", "cgroup2", "none", "/sys/fs/cgroup")
                        .exit())
                .as("building and running an image needs the right to make namespaces and to mount")
                .isZero();
    }

    @Test
    void the_image_of_the_Dockerfile_works_on_HAProxy_with_nothing_to_write_to_and_no_right() throws Exception {
        assumeThat(Program.pipe("", "dpkg-query", "--show", "openjdk-17-jre-headless")
                        .exit())
                .as("the base image is made of Debian's openjdk-17-jre-headless")
                .isZero();
        try (Images images = new Images(folder)) {
            Image image = images.built(JAR);

            worksWithoutRights(image, container -> {
                assertThat(container.exec(image.health()).exit()).isZero();
                assertThat(container
                                .exec(image.health(), "STEELYARD_DAEMON_URL=http://127.0.0.1:1")
                                .exit())
                        .isOne();
                assertThat(container.exec(withItsClasses(image)).out()).startsWith("steelyard ");
            });
        }
    }

    @Test
    void the_image_that_Jib_makes_works_on_HAProxy_with_nothing_to_write_to_and_no_right() throws Exception {
        assumeThat(OF_JIB).as("made by mvn -Pjib package").exists();

        try (Images images = new Images(folder)) {
            Image image = images.loaded(OF_JIB);

            worksWithoutRights(image, container -> {
                assertThat(container.steelyard("status", "--healthcheck").exit())
                        .isZero();
            });
        }
    }

    private interface Look {
        void at(Container container) throws IOException;
    }

    private void worksWithoutRights(Image image, Look more) throws Exception {
        Path file = Files.writeString(folder.resolve("steelyard.yaml"), CONFIGURATION);
        Path sockets = Files.createDirectory(folder.resolve("haproxy"));
        readable(folder, sockets);
        try (HaproxyProcess haproxy = HaproxyProcess.start("""
                        backend web
                            balance roundrobin
                            server a 127.0.0.1:1 weight 100
                            server b 127.0.0.1:2 weight 100
                        global
                            stats socket %s/admin.sock mode 660 uid 65532 level admin
                        """.formatted(sockets));
                Container container = Container.run(
                        image, folder, Map.of("/etc/steelyard/steelyard.yaml", file, "/run/haproxy", sockets))) {
            await("the weights that are wanted")
                    .atMost(Program.PATIENCE)
                    .until(() -> haproxy.weight("web/a") > 2 * haproxy.weight("web/b"));
            assertThat(container.exec(List.of("sh", "-c", LOOK_AROUND)).out())
                    .containsPattern("Uid:\\s+65532\\s+65532\\s+65532\\s+65532")
                    .containsPattern("CapEff:\\s+0000000000000000")
                    .containsPattern("CapBnd:\\s+0000000000000000")
                    .containsPattern("NoNewPrivs:\\s+1")
                    .contains("/tmp/x: Read-only file system");
            more.at(container);

            assertThat(container.stop()).isZero();
            assertThat(container.said()).contains("the balancer keeps its weights");
        }
    }

    /** {@code -Xshare:on} fails where the archive of classes is not for this JVM and this jar. */
    private static List<String> withItsClasses(Image image) {
        List<String> words = new ArrayList<>(image.entrypoint());
        words.replaceAll(word -> word.replace("-Xshare:auto", "-Xshare:on"));
        words.add("--version");
        return words;
    }

    private static void readable(Path... folders) throws IOException {
        for (Path each : folders) {
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
