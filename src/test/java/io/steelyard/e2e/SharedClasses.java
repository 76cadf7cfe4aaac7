package io.steelyard.e2e;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archive of loaded classes that the container image has too. It halves what each start of the program costs, and
 * the tests start it more than a hundred times. Made once for each jar, beside it; without it everything is only slower.
 */
final class SharedClasses {

    private static final Logger LOG = LoggerFactory.getLogger(SharedClasses.class);

    private SharedClasses() {}

    /** What to give to {@code java} before {@code -jar}. */
    static List<String> options(Path java, Path jar) {
        try {
            Path archive = archive(java, jar);
            // Said on standard output otherwise, which is for results.
            return List.of(
                    "-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
        } catch (IOException fault) {
            LOG.info("without an archive of classes: {}", fault.toString());
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static synchronized Path archive(Path java, Path jar) throws IOException, InterruptedException {
        Path folder = Objects.requireNonNull(jar.toAbsolutePath().getParent());
        String state = Long.toHexString(Files.getLastModifiedTime(jar).toMillis()) + "-" + Files.size(jar) + "-"
                + Runtime.version().toString().replaceAll("[^A-Za-z0-9.]", "_");
        Path archive = folder.resolve("classes-" + state + ".jsa");
        if (!Files.exists(archive)) {
            Path fresh = folder.resolve("fresh-" + ProcessHandle.current().pid() + ".jsa");
            List<String> command = new ArrayList<>(
                    List.of(java.toString(), "-Xmx256m", "-XX:ArchiveClassesAtExit=" + fresh, "-jar", jar.toString()));
            command.addAll(List.of("demo", "--http", "127.0.0.1:0", "--duration", "1s"));
            Process demo = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = demo.waitFor(Program.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            demo.destroyForcibly();
            if (!ended || !Files.exists(fresh)) {
                throw new IOException("the demo left none at " + fresh);
            }
            removeOld(folder);
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
        }
        return archive;
    }

    /** Those of other builds. */
    private static void removeOld(Path folder) throws IOException {
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "classes-*.jsa")) {
            for (Path each : old) {
                Files.delete(each);
            }
        }
    }
}
