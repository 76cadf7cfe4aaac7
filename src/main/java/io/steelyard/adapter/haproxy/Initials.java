package io.steelyard.adapter.haproxy;

import io.steelyard.model.Observation.Cause;
import io.steelyard.source.ReadException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks HAProxy for the configured weights of servers. */
final class Initials {

    private static final Pattern INITIAL = Pattern.compile("[0-9]{1,3} \\(initial ([0-9]{1,3})\\)");

    private final StatsSocket socket;

    Initials(StatsSocket socket) {
        this.socket = socket;
    }

    /** By the servers' names. */
    Mono<Map<String, Integer>> of(List<Server> servers) {
        return Flux.fromIterable(Lines.of(servers, Initials::command))
                .concatMap(this::ask)
                .collect(HashMap<String, Integer>::new, Map::putAll)
                .map(Map::copyOf);
    }

    private Mono<Map<String, Integer>> ask(List<Server> servers) {
        return socket.ask(Lines.line(servers, Initials::command))
                .map(text -> {
                    Replies replies = new Replies(text);
                    Map<String, Integer> weights = new HashMap<>();
                    servers.forEach(server -> weights.put(server.name(), initial(server, replies.message())));
                    replies.end();
                    return weights;
                })
                .onErrorMap(
                        MalformedAnswerException.class,
                        e -> new ReadException(Cause.DECODE, socket.name() + ": " + e.getMessage(), e));
    }

    private static int initial(Server server, String answer) {
        Matcher initial = INITIAL.matcher(answer);
        if (!initial.matches()) {
            throw new MalformedAnswerException("`" + command(server) + "` was answered by: " + answer);
        }
        return Integer.parseInt(initial.group(1));
    }

    private static String command(Server server) {
        return "get weight " + server.id();
    }
}
