package io.steelyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.VirtualTime;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {

    private final VirtualTime time = new VirtualTime();
    private final Relay relay = new Relay("files", time.scheduler());
    private final BlockingQueue<String> done = new LinkedBlockingQueue<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch second = new CountDownLatch(1);

    @AfterEach
    void end() {
        first.countDown();
        second.countDown();
        relay.dispose();
    }

    @Test
    void tasks_are_done_in_order_on_one_thread_that_keeps_no_program_from_ending() throws InterruptedException {
        for (int task = 0; task < 3; task++) {
            String name = "task " + task;
            relay.execute(() -> done.add(name + " on " + thread()));
        }
        assertThat(List.of(done.take(), done.take(), done.take()))
                .containsExactly("task 0 on files true", "task 1 on files true", "task 2 on files true");
    }

    private static String thread() {
        return Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon();
    }

    @Test
    void what_waits_for_a_task_that_hangs_is_done_by_another_thread_in_its_order() throws InterruptedException {
        hang(first);
        relay.execute(() -> done.add("b"));
        relay.execute(() -> done.add("c"));
        time.pass(Relay.PATIENCE);
        assertThat(List.of(done.take(), done.take())).containsExactly("b", "c");

        first.countDown();
        assertThat(done.take()).isEqualTo("hung");
        relay.execute(() -> done.add("d"));
        assertThat(done.take()).isEqualTo("d");
    }

    @Test
    void another_one_that_hangs_meanwhile_holds_nobody_up_either() throws InterruptedException {
        hang(first);
        hang(second);
        relay.execute(() -> done.add("c"));
        time.pass(Relay.PATIENCE);
        time.pass(Relay.PATIENCE);
        assertThat(done.take()).isEqualTo("c");
    }

    private void hang(CountDownLatch until) {
        relay.execute(() -> {
            try {
                assertThat(until.await(60, TimeUnit.SECONDS)).isTrue();
                done.add("hung");
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
