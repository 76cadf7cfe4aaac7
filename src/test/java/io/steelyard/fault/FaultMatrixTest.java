package io.steelyard.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.fault.FaultMatrix.Cell;
import io.steelyard.fault.FaultMatrix.Row;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** The table promises nothing that is not there. */
class FaultMatrixTest {

    @Test
    void there_are_all_rows_from_1_to_44() {
        assertThat(FaultMatrix.rows().stream().map(Row::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 44).boxed().toList());
    }

    @Test
    void every_test_that_is_named_is_there() throws ClassNotFoundException {
        List<String> named = FaultMatrix.rows().stream()
                .flatMap(row -> Stream.of(row.backplane(), row.haproxy()))
                .filter(Cell.Tested.class::isInstance)
                .flatMap(cell -> ((Cell.Tested) cell).tests().stream())
                .distinct()
                .toList();
        for (String test : named) {
            String[] parts = test.split("#", 2);
            Class<?> type = Class.forName("io.steelyard." + parts[0]);
            List<Method> methods = ReflectionSupport.findMethods(
                    type,
                    method -> AnnotationSupport.isAnnotated(method, Testable.class)
                            && (parts.length == 1 || method.getName().equals(parts[1])),
                    HierarchyTraversalMode.TOP_DOWN);
            assertThat(methods).as(test).isNotEmpty();
        }
    }
}
