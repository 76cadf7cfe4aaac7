package io.steelyard.fuzz;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The edges of the program that were taken so far, in the process in which Jazzer counts them, and a folder of the inputs
 * that took one first.
 */
final class Sight {

    private final Method covered;
    private final Path folder;
    private final Set<Object> edges = new HashSet<>();
    private int kept;

    Sight(Path folder) throws IOException, ReflectiveOperationException {
        this.folder = Files.createDirectories(folder);
        // Not on the class path: Jazzer brings it along in a jar within its jar.
        this.covered = Class.forName("com.code_intelligence.jazzer.runtime.CoverageMap")
                .getMethod("getCoveredIds");
    }

    /** Looks what this input, the last one, did. */
    void keep(byte[] input) throws IOException {
        if (look()) {
            Files.write(folder.resolve("input-" + kept++), input);
        }
    }

    /** True if there is a new one. */
    private boolean look() {
        try {
            return edges.addAll((Set<?>) covered.invoke(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many there are by now. */
    int edges() {
        look();
        return edges.size();
    }
}
