package io.steelyard.config;

import io.steelyard.policy.PolicyTypes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads a configuration: all of it or nothing. Whatever the file holds, the answer is a {@link Loaded}; nothing is
 * thrown, and no secret gets into a problem's text. Blocks while it reads the file and the files of the secrets.
 */
public final class ConfigLoader {

    private static final int LIMIT = 1024 * 1024;

    private ConfigLoader() {}

    /**
     * Reads a file.
     *
     * @param file as the user calls it; problems call it so too, and relative paths in it start from its folder
     * @param environment gives the value of a variable, or null when it is unset; usually {@code System::getenv}
     */
    public static Loaded load(Path file, Function<String, @Nullable String> environment) {
        return load(file, environment, List.of());
    }

    /**
     * The same with flags, which win over the environment, which wins over the file.
     *
     * @param flags in the order in which they were given
     */
    public static Loaded load(Path file, Function<String, @Nullable String> environment, List<Given> flags) {
        Problems problems = new Problems(file.toString());
        Path parent = file.toAbsolutePath().getParent();
        return text(file, problems)
                .map(text -> parse(text, parent == null ? Path.of("/") : parent, problems, environment, flags))
                .orElseGet(() -> new Loaded.Invalid(problems.inOrder()));
    }

    /** The same for text that stands in no file; relative paths start from the working folder. */
    public static Loaded parse(String name, String yaml, Function<String, @Nullable String> environment) {
        return parse(name, yaml, environment, List.of());
    }

    /** The same with flags. */
    public static Loaded parse(
            String name, String yaml, Function<String, @Nullable String> environment, List<Given> flags) {
        return parse(yaml, Path.of("").toAbsolutePath(), new Problems(name), environment, flags);
    }

    private static Loaded parse(
            String yaml,
            Path folder,
            Problems problems,
            Function<String, @Nullable String> environment,
            List<Given> flags) {
        Node file = YamlReader.read(yaml, problems).orElse(null);
        List<Given> outside =
                Stream.concat(Keys.in(environment).stream(), flags.stream()).toList();
        Node node = problems.isEmpty() ? Overlay.over(file, outside) : null;
        if (node == null && problems.isEmpty()) {
            problems.add(YamlReader.markOf(yaml, 0), "", "is empty; write at least balancer.type and its block");
        }
        PolicyTypes types = Plugins.types(node, folder, new Variables(environment), problems);
        types.faults().forEach(fault -> problems.add(null, "", fault));
        if (node == null) {
            return new Loaded.Invalid(problems.inOrder());
        }
        Binder binder = new Binder(problems, new Variables(environment), folder, types);
        Config config = binder.bind(Config.class, node);
        Origins origins = Origins.of(problems.file(), node);
        return config == null || !problems.isEmpty()
                ? new Loaded.Invalid(problems.inOrder(), origins, binder.top())
                : new Loaded.Valid(config, origins);
    }

    static Optional<String> text(Path file, Problems problems) {
        // Read with a limit, and not measured first: it may be a pipe, and it may grow.
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                problems.add(null, "", "is larger than 1MB, the most for a configuration");
                return Optional.empty();
            }
            return decoded(bytes, problems).map(text -> text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (NoSuchFileException e) {
            problems.add(null, "", missing(file));
        } catch (AccessDeniedException e) {
            problems.add(null, "", "cannot be read: permission denied; let the user that runs this read it");
        } catch (IOException e) {
            problems.add(
                    null,
                    "",
                    "cannot be read: "
                            + (Files.isDirectory(file) ? "it is a directory; name a file in it" : e.getMessage()));
        }
        return Optional.empty();
    }

    private static String missing(Path file) {
        return file.isAbsolute()
                ? "no such file; correct the path"
                : "no such file in " + Path.of("").toAbsolutePath() + ", where relative paths start; correct the path";
    }

    private static Optional<String> decoded(byte[] bytes, Problems problems) {
        CharBuffer text = CharBuffer.allocate(bytes.length);
        CoderResult end = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true);
        String good = text.flip().toString();
        if (end.isError()) {
            problems.add(
                    YamlReader.markOf(good, good.length()), "", "is not text in UTF-8 from here on; save it in UTF-8");
            return Optional.empty();
        }
        return Optional.of(good);
    }
}
