package io.steelyard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.steelyard.model.Control;
import io.steelyard.model.Mode;
import io.steelyard.operator.Operations;
import io.steelyard.operator.Order;
import io.steelyard.operator.OrderRefusedException;
import io.steelyard.operator.Plan;
import io.steelyard.operator.Signed;
import io.steelyard.testing.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Orders that meet a write: what stands in the audit log is what is done. */
class AuditedOperationsTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of(".");

    private final Scene scene = new Scene().route("a", 1, 1, 1, 1).poll();
    private final Signed revert =
            new Signed(new Order.Revert("www"), "alice", "127.0.0.1:5", "errors", Optional.empty());

    /** What the weight is by the time of each look. */
    private final Deque<Integer> weights = new ArrayDeque<>();

    private final Operations operations = new Operations() {
        @Override
        public Mono<Plan> preview(Signed signed) {
            return Mono.fromSupplier(() -> plan(weights.removeFirst()));
        }

        @Override
        public Mono<Plan> obey(Signed signed) {
            return preview(signed)
                    .filter(signed::isFor)
                    .switchIfEmpty(Mono.error(new OrderRefusedException(
                            OrderRefusedException.Cause.MOVED, "changed meanwhile; look again")));
        }
    };

    private Plan plan(int weight) {
        Control control = Control.of(scene.now(), Mode.ACT);
        return new Plan(
                control,
                control,
                Optional.of(new Plan.Change("www", Map.of("a", 1), Map.of("a", weight), Optional.empty())),
                Plan.Suspended.NEVER,
                Optional.empty(),
                Optional.empty());
    }

    private AuditedOperations audited() {
        AuditLog log = new AuditLog(file(), Schedulers.immediate(), VirtualTimeScheduler.create());
        return new AuditedOperations(log, operations, scene::now);
    }

    private Path file() {
        return folder.resolve("audit.jsonl");
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(file());
    }

    @Test
    void an_order_that_met_a_write_gets_a_line_of_what_it_does_after_that() throws Exception {
        weights.addAll(List.of(5, 6, 6, 6));
        Plan done = Objects.requireNonNull(audited().obey(revert).block(PATIENCE));
        assertThat(done.weights().orElseThrow().after()).containsEntry("a", 6);
        assertThat(lines()).hasSize(4);
        assertThat(lines().get(0)).contains("\"weights_after\":{\"a\":5}");
        assertThat(lines().get(1)).contains("\"result\":\"refused\"", "changed meanwhile");
        assertThat(lines().get(2)).contains("\"event\":\"order\"", "\"weights_after\":{\"a\":6}");
        assertThat(lines().get(3)).contains("\"result\":\"done\"");
    }

    @Test
    void what_somebody_confirmed_is_not_tried_in_another_form() throws Exception {
        weights.addAll(List.of(5, 6, 6, 6));
        assertThatThrownBy(() -> audited().obey(revert.on(plan(5))).block(PATIENCE))
                .isInstanceOf(OrderRefusedException.class)
                .hasMessage("changed meanwhile; look again");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void an_order_that_meets_one_write_after_the_other_is_refused() throws Exception {
        weights.addAll(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        assertThatThrownBy(() -> audited().obey(revert).block(PATIENCE))
                .isInstanceOf(OrderRefusedException.class)
                .hasMessage("changed meanwhile; look again");
        assertThat(lines())
                .hasSize(8)
                .filteredOn(line -> line.contains("refused"))
                .hasSize(4);
    }
}
