package io.steelyard.policy;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Other people's jars. */
final class Jars {

    private Jars() {}

    /**
     * A class loader that sees the jars of a folder, in order of their names, and all that this program has. It stays
     * open, because a policy may load more of its classes at any time; it goes when the last of its policies does.
     */
    static ClassLoader in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            URL[] urls = new URL[jars.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(jars.get(i));
            }
            return new URLClassLoader("plugins", urls, PolicyTypes.class.getClassLoader());
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }
}
