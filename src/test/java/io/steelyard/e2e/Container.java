package io.steelyard.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.steelyard.e2e.Images.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An image that runs under crun as Kubernetes would run it at its strictest: the root read-only without so much as a
 * folder for temporary files, the image's user, no capability, no new privilege, a network of its own with nothing but
 * the loopback interface. No control groups: machines of different ages have different ones, and they are not ours.
 */
final class Container implements AutoCloseable {

    private static final String ID = "steelyard";

    private final Image image;
    private final Path state;
    private final Path said;
    private final Process process;

    private Container(Image image, Path state, Path said, Process process) {
        this.image = image;
        this.state = state;
        this.said = said;
        this.process = process;
    }

    /** @param mounts of the host's paths, by where they are in the container */
    static Container run(Image image, Path folder, Map<String, Path> mounts) throws IOException {
        Path bundle = Files.createTempDirectory(folder, "bundle");
        new ObjectMapper().writeValue(bundle.resolve("config.json").toFile(), configuration(image, mounts));
        Path state = bundle.resolve("state");
        Path said = bundle.resolve("said");
        Process process = new ProcessBuilder(crun(state, "run", "--bundle=" + bundle, ID))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        return new Container(image, state, said, process);
    }

    /**
     * Runs a program in it, as the user of the image.
     *
     * @param environment as NAME=VALUE, beside that of the image
     */
    Program.Finished exec(List<String> command, String... environment) {
        List<String> words = new ArrayList<>(List.of("exec", "--user=" + image.user()));
        Stream.concat(image.environment().stream(), Stream.of(environment))
                .map(variable -> "--env=" + variable)
                .forEach(words::add);
        words.add(ID);
        words.addAll(command);
        return Program.pipe("", crun(state, words.toArray(String[]::new)).toArray(String[]::new));
    }

    /** Runs a command of the program in it. */
    Program.Finished steelyard(String... words) {
        return exec(Stream.concat(image.entrypoint().stream(), Stream.of(words)).toList());
    }

    String said() throws IOException {
        return Files.readString(said);
    }

    /** Asks it to end, as {@code docker stop} does. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(Program.PATIENCE.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
    }

    @Override
    public void close() {
        Program.pipe("", crun(state, "delete", "--force", ID).toArray(String[]::new));
        process.destroyForcibly();
    }

    /** crun gives up where it sees old and new control groups side by side, whether it is to use them or not. */
    private static List<String> crun(Path state, String... words) {
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t cgroup2 none /sys/fs/cgroup && exec crun \"$@\"",
                "crun",
                "--cgroup-manager=disabled",
                "--root=" + state));
        command.addAll(List.of(words));
        return command;
    }

    private static Map<String, Object> configuration(Image image, Map<String, Path> mounts) {
        String[] ids = image.user().split(":", 2);
        Map<String, Object> process = new HashMap<>();
        process.put("user", Map.of("uid", Integer.parseInt(ids[0]), "gid", Integer.parseInt(ids[1])));
        process.put(
                "args",
                Stream.concat(image.entrypoint().stream(), image.command().stream())
                        .toList());
        process.put("env", image.environment());
        process.put("cwd", "/");
        process.put("noNewPrivileges", true);
        List<Map<String, Object>> all = new ArrayList<>();
        all.add(Map.of("destination", "/proc", "type", "proc", "source", "proc"));
        all.add(Map.of("destination", "/dev", "type", "tmpfs", "source", "tmpfs"));
        mounts.forEach((to, from) -> all.add(Map.of(
                "destination", to, "type", "bind", "source", from.toString(), "options", List.of("bind", "ro"))));
        return Map.of(
                "ociVersion",
                "1.0.0",
                "process",
                process,
                "root",
                Map.of("path", image.root().toString(), "readonly", true),
                "mounts",
                all,
                "linux",
                Map.of(
                        "namespaces",
                        Stream.of("pid", "mount", "ipc", "uts", "network")
                                .map(type -> Map.of("type", type))
                                .toList()));
    }
}
