package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class IdleTest {

    private final Deque<Runnable> first = new ArrayDeque<>();
    private final Deque<Runnable> second = new ArrayDeque<>();
    private final Scheduler keeper = Schedulers.fromExecutor(first::add);
    private final Scheduler clerk = Schedulers.fromExecutor(second::add);
    private final List<String> done = new ArrayList<>();
    private final AtomicBoolean idle = new AtomicBoolean();

    private void run(Deque<Runnable> thread) {
        while (!thread.isEmpty()) {
            Objects.requireNonNull(thread.poll()).run();
        }
    }

    @Test
    void what_one_thread_gives_the_next_is_waited_for_too() {
        keeper.schedule(() -> clerk.schedule(() -> done.add("the line")));
        Idle.each(List.of(keeper, clerk)).subscribe(none -> {}, fault -> {}, () -> idle.set(true));
        run(second);
        assertThat(idle).isFalse();
        run(first);
        assertThat(idle).as("the line is not written yet").isFalse();
        run(second);
        assertThat(done).hasSize(1);
        assertThat(idle).isTrue();
    }

    @Test
    void one_that_was_disposed_of_is_not_waited_for() {
        keeper.dispose();
        Idle.each(List.of(keeper)).subscribe(none -> {}, fault -> {}, () -> idle.set(true));
        assertThat(idle).isTrue();
    }
}
