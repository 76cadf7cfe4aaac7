package io.steelyard.fault;

import io.steelyard.fault.FaultMatrix.Cell;
import io.steelyard.fault.FaultMatrix.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Hears how each test ends and writes target/fault-matrix.md: green where all tests of a field passed, red where one
 * failed. The unit and the integration tests run one after the other in processes of their own, so what an earlier one
 * heard is kept beside it.
 */
public final class MatrixResults implements TestExecutionListener {

    private static final Path TARGET = Path.of("target");
    private static final String KEPT = "fault-matrix.results";

    private final Map<String, Boolean> passed = new TreeMap<>();

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(MethodSource.class::cast)
                .ifPresent(method -> passed.merge(
                        method.getClassName() + "#" + method.getMethodName(),
                        result.getStatus() == TestExecutionResult.Status.SUCCESSFUL,
                        Boolean::logicalAnd));
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        if (!Files.isDirectory(TARGET)) {
            return;
        }
        try {
            Path kept = TARGET.resolve(KEPT);
            Map<String, Boolean> all = new TreeMap<>();
            if (Files.exists(kept)) {
                for (String line : Files.readAllLines(kept)) {
                    all.put(line.substring(line.indexOf(' ') + 1), line.startsWith("passed "));
                }
            }
            all.putAll(passed);
            Files.write(
                    kept,
                    all.entrySet().stream()
                            .map(each -> (each.getValue() ? "passed " : "failed ") + each.getKey())
                            .toList());
            Files.writeString(TARGET.resolve("fault-matrix.md"), table(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String table(Map<String, Boolean> results) {
        StringBuilder text = new StringBuilder("| | fault | Backplane API | HAProxy |\n| --- | --- | --- | --- |\n");
        for (Row row : FaultMatrix.rows()) {
            text.append("| " + row.number() + " | " + row.fault() + " | " + colour(row.backplane(), results) + " | "
                    + colour(row.haproxy(), results) + " |\n");
        }
        return text.toString();
    }

    private static String colour(Cell cell, Map<String, Boolean> results) {
        if (cell instanceof Cell.Cannot cannot) {
            return "cannot happen: " + cannot.why();
        }
        if (cell instanceof Cell.Open open) {
            return "open: " + open.what();
        }
        List<String> tests = ((Cell.Tested) cell).tests();
        Map<String, String> states = tests.stream()
                .collect(Collectors.toMap(test -> test, test -> state(test, results), (a, b) -> a, TreeMap::new));
        for (String bad : List.of("red", "not run")) {
            TreeSet<String> named = states.entrySet().stream()
                    .filter(each -> each.getValue().equals(bad))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!named.isEmpty()) {
                return bad + ": " + String.join(", ", named);
            }
        }
        return "green";
    }

    private static String state(String test, Map<String, Boolean> results) {
        String prefix = "io.steelyard." + test;
        List<Boolean> found = results.entrySet().stream()
                .filter(each -> each.getKey().equals(prefix)
                        || (!test.contains("#") && each.getKey().startsWith(prefix + "#")))
                .map(Map.Entry::getValue)
                .toList();
        return found.isEmpty() ? "not run" : found.contains(false) ? "red" : "green";
    }
}
