package io.steelyard.testing;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The test needs programs on the PATH. Without them it is skipped and the skip names them; where {@code CI=true} it
 * runs all the same and fails, so that CI cannot be green for want of a package.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.Condition.class)
public @interface RequiresProgram {

    String[] value();

    /** Looks for the programs. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<String> missing = context.getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, RequiresProgram.class))
                    .map(needs -> Arrays.stream(needs.value())
                            .filter(program -> !onPath(program))
                            .toList())
                    .orElse(List.of());
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("all programs are there");
            }
            String message = "not on the PATH: " + String.join(", ", missing);
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException(message + " (CI must install what .ci/run lists)");
            }
            return ConditionEvaluationResult.disabled(message);
        }

        private static boolean onPath(String program) {
            String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
            return Arrays.stream(path.split(File.pathSeparator, -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }
    }
}
