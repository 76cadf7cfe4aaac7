package io.steelyard.actuator;

import io.steelyard.model.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * What is said to a balancer during one write, for the people who ask later. It travels in the context of the write, so
 * that an adapter that has nothing to tell need not know of it. Long texts are cut and of many the last are left out:
 * hundreds of transcripts are kept. Thread-safe.
 */
public final class Transcript {

    /** Characters of one text, and of all texts of a write. */
    private static final int TEXT_MOST = 4_000;

    private static final int ALL_MOST = 16_000;

    private final List<Exchange> exchanges = new ArrayList<>();
    private int room = ALL_MOST;
    private int omitted;

    Transcript() {}

    /** The work, whose exchanges are noted here. */
    <T> Mono<T> of(Mono<T> work) {
        return work.contextWrite(context -> context.put(Transcript.class, this));
    }

    /**
     * That of the work whose context this is; empty if nobody asked for one.
     *
     * @param context of the subscription
     * @return where to note exchanges
     */
    public static Optional<Transcript> in(ContextView context) {
        return context.getOrEmpty(Transcript.class);
    }

    /**
     * An exchange that is noted when it is subscribed to, if anybody asked for a transcript.
     *
     * @param sent without secrets
     * @param answer without secrets
     * @return the same answer, or the same failure
     */
    public static Mono<String> noted(String sent, Mono<String> answer) {
        return Mono.deferContextual(context -> in(context)
                .map(transcript -> answer.doOnNext(transcript.sent(sent)))
                .orElse(answer));
    }

    /**
     * Notes that something is sent.
     *
     * @param request without secrets
     * @return takes the answer, without secrets
     */
    public synchronized Consumer<String> sent(String request) {
        if (room <= 0) {
            omitted++;
            return answer -> {};
        }
        int at = exchanges.size();
        exchanges.add(new Exchange(cut(request), Optional.empty()));
        return answer -> answered(at, answer);
    }

    private synchronized void answered(int at, String answer) {
        exchanges.set(at, new Exchange(exchanges.get(at).sent(), Optional.of(cut(answer))));
    }

    private String cut(String text) {
        int length = Math.min(text.length(), Math.max(0, Math.min(TEXT_MOST, room)));
        room -= length;
        return length == text.length()
                ? text
                : text.substring(0, length) + "… (" + (text.length() - length) + " more characters)";
    }

    /** What was noted so far. */
    synchronized List<Exchange> exchanges() {
        List<Exchange> all = new ArrayList<>(exchanges);
        if (omitted > 0) {
            all.add(new Exchange("… (" + omitted + " more lines or requests)", Optional.empty()));
        }
        return List.copyOf(all);
    }
}
