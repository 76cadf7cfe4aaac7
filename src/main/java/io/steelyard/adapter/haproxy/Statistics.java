package io.steelyard.adapter.haproxy;

import io.steelyard.actuator.UnknownTargetException;
import io.steelyard.model.Observation.Cause;
import io.steelyard.model.TimeSource;
import io.steelyard.source.ReadException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads {@code show info} and {@code show stat}. Both go over one connection, so that they describe one process also
 * while HAProxy reloads.
 */
final class Statistics {

    // Types of rows, added up: 2 proxies, 4 servers.
    private static final String PROXIES_AND_SERVERS = " 6 -1";
    private static final String EVERYTHING = "show stat -1" + PROXIES_AND_SERVERS;
    // Keeps the line far below HAProxy's buffer of 16 kB.
    private static final int MOST_NAMED = 50;

    private final StatsSocket socket;
    private final List<String> proxies;
    private final TimeSource time;
    private volatile boolean byName;
    private volatile Map<String, Proxy> last = Map.of();

    Statistics(StatsSocket socket, List<String> proxies, TimeSource time) {
        this.socket = socket;
        this.proxies = proxies;
        this.time = time;
        this.byName = !proxies.isEmpty() && proxies.size() <= MOST_NAMED;
    }

    /** One reading of all configured proxies. */
    Mono<Sample> sample() {
        return Mono.defer(() -> byName ? sampleByName() : sampleEverything());
    }

    /** One proxy; fails with {@link UnknownTargetException} if there is no such backend or it is not configured. */
    Mono<Proxy> proxy(String name) {
        if (!Names.valid(name) || !(proxies.isEmpty() || proxies.contains(name))) {
            return Mono.error(unknown(name));
        }
        return parsed("show stat " + name + PROXIES_AND_SERVERS, replies -> find(tables(replies, 1), name))
                .flatMap(found -> found.map(Mono::just).orElseGet(() -> proxyAmongAll(name)));
    }

    // A frontend of the same name hides the backend from a query by name.
    private Mono<Proxy> proxyAmongAll(String name) {
        return parsed(EVERYTHING, replies -> find(tables(replies, 1), name))
                .flatMap(found -> found.map(Mono::just).orElseGet(() -> Mono.error(unknown(name))));
    }

    private Mono<Sample> sampleByName() {
        StringBuilder command = new StringBuilder("show info");
        proxies.forEach(name -> command.append(";show stat ").append(name).append(PROXIES_AND_SERVERS));
        return parsed(command.toString(), replies -> sample(replies, proxies.size()))
                .flatMap(sample -> missing(sample.proxies()).isEmpty()
                        ? Mono.just(sample)
                        : sampleEverything().doOnNext(found -> byName = false));
    }

    private Mono<Sample> sampleEverything() {
        return parsed("show info;" + EVERYTHING, replies -> sample(replies, 1)).map(this::complete);
    }

    private Sample sample(Replies replies, int tables) {
        Instance instance = Instance.of(replies.fields());
        List<Proxy> found = tables(replies, tables);
        List<Proxy> wanted = found.stream().filter(this::wanted).toList();
        last = wanted.stream().collect(Collectors.toUnmodifiableMap(Proxy::name, Function.identity()));
        int rows = found.stream().mapToInt(proxy -> proxy.servers().size()).sum();
        return new Sample(instance, time.now(), wanted, rows);
    }

    private boolean wanted(Proxy proxy) {
        return proxies.isEmpty() ? !proxy.servers().isEmpty() : proxies.contains(proxy.name());
    }

    private Sample complete(Sample sample) {
        List<String> missing = missing(sample.proxies());
        if (!missing.isEmpty()) {
            throw new ReadException(
                    Cause.OTHER,
                    socket.name() + ": no backend is named " + String.join(", ", missing) + "; correct `proxies`");
        }
        return sample;
    }

    private List<String> missing(List<Proxy> found) {
        List<String> names = found.stream().map(Proxy::name).toList();
        return proxies.stream().filter(name -> !names.contains(name)).toList();
    }

    private static Optional<Proxy> find(List<Proxy> proxies, String name) {
        return proxies.stream().filter(proxy -> proxy.name().equals(name)).findFirst();
    }

    private static UnknownTargetException unknown(String name) {
        return new UnknownTargetException("HAProxy has no backend " + name + " that Steelyard may use");
    }

    private List<Proxy> tables(Replies replies, int number) {
        Map<String, Proxy> before = last;
        Map<String, Rows> found = new LinkedHashMap<>();
        String name = "";
        for (int i = 0; i < number; i++) {
            for (Row row : table(replies)) {
                name = row.text(Column.PXNAME, name); // rows of a proxy follow each other
                found.computeIfAbsent(name, proxy -> new Rows(proxy, servers(before.get(proxy))))
                        .add(row);
            }
        }
        replies.end();
        return found.values().stream().flatMap(rows -> rows.proxy().stream()).toList();
    }

    private static List<Server> servers(@Nullable Proxy proxy) {
        return proxy == null ? List.of() : proxy.servers();
    }

    private static List<Row> table(Replies replies) {
        if (replies.atTable()) {
            return replies.table();
        }
        String message = replies.message();
        if (message.equals("No such proxy.")) {
            return List.of();
        }
        throw new MalformedAnswerException("`show stat` was answered by: " + message);
    }

    private <T> Mono<T> parsed(String command, Function<Replies, T> parser) {
        return socket.ask(command)
                .map(answer -> parser.apply(new Replies(answer, socket.room())))
                .onErrorMap(
                        MalformedAnswerException.class,
                        e -> new ReadException(Cause.DECODE, socket.name() + ": " + e.getMessage(), e));
    }

    /** Collects the rows of one proxy, in whatever order they come. */
    private static final class Rows {
        private final String name;
        private final List<Server> before;
        private final Map<String, Server> servers = new LinkedHashMap<>();
        private Optional<Row> summary = Optional.empty();
        private boolean repeated;

        /** @param before the servers of the reading before */
        Rows(String name, List<Server> before) {
            this.name = name;
            this.before = before;
        }

        void add(Row row) {
            if (!Names.valid(name) || !Names.valid(row.text(Column.SVNAME))) {
                throw new MalformedAnswerException("show stat: \"" + row + "\" cannot be a name; " + Names.RULE);
            }
            if (row.isProxy()) {
                repeated |= summary.isPresent();
                summary = Optional.of(row);
            } else if (row.isServer()) {
                int place = servers.size();
                Server server = Server.of(row, place < before.size() ? before.get(place) : Server.NONE);
                repeated |= servers.putIfAbsent(server.name(), server) != null;
            }
        }

        Optional<Proxy> proxy() {
            return summary.map(row -> new Proxy(
                    name,
                    row.text(Column.ALGO),
                    row.number(Column.QCUR).orElse(0),
                    List.copyOf(servers.values()),
                    repeated));
        }
    }
}
