package io.steelyard.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What became of the requests of a load. Safe for threads. */
final class Answers {

    private static final int MOST_MESSAGES = 10;

    private final List<Answer> answers = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private int sent;

    /**
     * One answered request.
     *
     * @param due when it was to be sent, nanoseconds from the start of the load
     * @param took nanoseconds from then on
     */
    record Answer(long due, long took, boolean good) {}

    synchronized void sent() {
        sent++;
    }

    synchronized void answered(Answer answer, String message) {
        answers.add(answer);
        if (!answer.good() && messages.size() < MOST_MESSAGES) {
            messages.add(message);
        }
    }

    synchronized int count() {
        return sent;
    }

    synchronized int outstanding() {
        return sent - answers.size();
    }

    synchronized long failures() {
        return answers.stream().filter(answer -> !answer.good()).count();
    }

    synchronized List<String> messages() {
        return List.copyOf(messages);
    }

    synchronized Summary between(Duration from, Duration to) {
        return Summary.of(answers.stream()
                .filter(answer -> answer.due() >= from.toNanos() && answer.due() < to.toNanos())
                .toList());
    }
}
