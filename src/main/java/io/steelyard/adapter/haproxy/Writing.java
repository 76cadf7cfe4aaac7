package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.ConflictException;
import io.steelyard.actuator.OverwrittenException;
import io.steelyard.actuator.Transcript;
import io.steelyard.actuator.UnacceptableWeightsException;
import io.steelyard.actuator.UndoException;
import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.adapter.haproxy.Swap.Done;
import io.steelyard.model.Observation.Cause;
import io.steelyard.source.ReadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes the weights of a proxy's servers, as many as go into a line at once. If one of them turns out to have been set
 * by somebody else since it was read, or one is refused, all are put back as they were.
 */
final class Writing {

    /** Somebody may set weights again while we put them back; not for ever. */
    private static final int MOST_ROUNDS = 3;

    private final StatsSocket socket;
    private final Proxy proxy;
    private final List<Swap> swaps;
    private final boolean comparing;

    /** @param comparing false if what somebody sets meanwhile may be overwritten */
    Writing(StatsSocket socket, Proxy proxy, List<Swap> swaps, boolean comparing) {
        this.socket = socket;
        this.proxy = proxy;
        this.swaps = swaps;
        this.comparing = comparing;
    }

    Mono<Void> all() {
        return from(Lines.of(swaps, Swap::commands), 0, List.of());
    }

    private Mono<Void> from(List<List<Swap>> lines, int next, List<Done> earlier) {
        if (next == lines.size()) {
            return Mono.empty();
        }
        return send(lines.get(next))
                .onErrorMap(
                        ReadException.class,
                        e -> new ReadException(e.reason(), e.getMessage() + progress(earlier.size()), e))
                .flatMap(line -> {
                    List<Done> all = new ArrayList<>(earlier);
                    all.addAll(line);
                    return line.stream().anyMatch(this::wrong)
                            ? Mono.error(() -> met(all))
                            : from(lines, next + 1, all);
                });
    }

    private boolean wrong(Done each) {
        return each.refused() || (comparing && each.displaced());
    }

    private Mono<List<Done>> send(List<Swap> line) {
        String commands = Lines.line(line, Swap::commands);
        return Transcript.noted(commands, socket.order(commands).map(Answer::text))
                .map(text -> {
                    Replies replies = new Replies(Answer.of(text));
                    List<Done> done =
                            line.stream().map(swap -> swap.done(replies)).toList();
                    replies.end();
                    return done;
                })
                .onErrorMap(
                        MalformedAnswerException.class,
                        e -> new ReadException(Cause.DECODE, socket.name() + ": " + e.getMessage(), e));
    }

    // ---- taking it back

    private UndoException met(List<Done> all) {
        RuntimeException reason = reason(all);
        return new UndoException(
                "proxy " + proxy.name() + ": weights that were set while we wrote may be lost: " + displaced(all),
                undo(all).then(Mono.error(reason)));
    }

    private Mono<Void> undo(List<Done> all) {
        return putBack(back(all.stream().filter(each -> !each.refused()).toList()), 1)
                .onErrorMap(ReadException.class, e -> overwritten(all, String.valueOf(e.getMessage()), e));
    }

    /** What raises comes first, so that the sum never drops on the way. */
    private static List<Swap> back(List<Done> done) {
        return done.stream()
                .map(Done::back)
                .sorted(Comparator.comparing(Swap::raises).reversed())
                .toList();
    }

    private Mono<Void> putBack(List<Swap> weights, int round) {
        return Flux.fromIterable(Lines.of(weights, Swap::commands))
                .concatMap(this::send)
                .flatMapIterable(line -> line)
                .collectList()
                .flatMap(done -> {
                    List<Done> again = done.stream().filter(Done::displaced).toList();
                    if (done.stream().anyMatch(Done::refused) || (!again.isEmpty() && round == MOST_ROUNDS)) {
                        return Mono.error(overwritten(done, "HAProxy did not take them all back", null));
                    }
                    return again.isEmpty() ? Mono.empty() : putBack(back(again), round + 1);
                });
    }

    // ---- words

    private OverwrittenException overwritten(List<Done> done, String why, @Nullable Throwable cause) {
        return new OverwrittenException(
                "proxy " + proxy.name() + ": weights that were set while we wrote may be lost: " + displaced(done)
                        + "; they could not be put back: " + why,
                cause);
    }

    private static String displaced(List<Done> done) {
        return done.stream()
                .filter(Done::displaced)
                .limit(5)
                .map(Done::toString)
                .collect(Collectors.joining(", "));
    }

    private RuntimeException reason(List<Done> all) {
        long set = all.stream().filter(each -> !each.refused()).count();
        return all.stream()
                .filter(Done::refused)
                .findFirst()
                .map(each -> refusal(each, set))
                .orElseGet(() -> new ConflictException("proxy " + proxy.name() + " was edited while we wrote: "
                        + displaced(all) + "; all is as the edit left it again"));
    }

    private RuntimeException refusal(Done refused, long set) {
        String message = socket.name() + " refused `" + refused.swap().set() + "`: " + refused.said();
        String left = set == 0 ? "; nothing was changed" : "; the " + set + " that it took before were put back";
        if (refused.said().startsWith("Permission denied")) {
            return new RefusedCommandException(message
                    + "; to write, its `stats socket` line needs `level admin`; mode propose does without" + left);
        }
        if (refused.said().contains("static LB algorithm")) {
            return new UnacceptableWeightsException(message + "; " + Algorithms.remedy(proxy) + left);
        }
        return refused.said().startsWith("No such")
                ? new UnknownTargetException(message + left)
                : new RefusedCommandException(message + left);
    }

    private String progress(int written) {
        return " (" + written + " of " + swaps.size() + " server weights of " + proxy.name() + " were written before)";
    }
}
