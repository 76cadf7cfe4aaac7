package io.steelyard.contract;

import io.steelyard.adapter.Balancer;
import io.steelyard.adapter.haproxy.HaproxyBalancer;
import io.steelyard.adapter.haproxy.HaproxyConnection;
import io.steelyard.model.Moment;
import io.steelyard.testing.FaultProxy;
import io.steelyard.testing.HaproxyProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.scheduler.Schedulers;

/** A real HAProxy that is its own web servers: each says its name. */
public final class HaproxyBench implements Bench {

    private static final List<String> NAMES = List.of("a", "b", "c");

    private final int front = HaproxyProcess.freePort();
    private final HaproxyProcess haproxy = HaproxyProcess.start(proxies());
    private final FaultProxy proxy = FaultProxy.to(port(haproxy.adminAddress()));
    private final HttpClient http = HttpClient.newHttpClient();

    private String proxies() {
        List<Integer> ports =
                NAMES.stream().map(name -> HaproxyProcess.freePort()).toList();
        StringBuilder text =
                new StringBuilder("frontend in\n    bind 127.0.0.1:" + front + "\n    default_backend three\n");
        for (int i = 0; i < NAMES.size(); i++) {
            text.append("frontend web-" + NAMES.get(i) + "\n    bind 127.0.0.1:" + ports.get(i)
                    + "\n    http-request return status 200 content-type text/plain string " + NAMES.get(i) + "\n");
        }
        for (Part part : Part.values()) {
            text.append("backend " + endpoint(part) + "\n    balance roundrobin\n");
            List<String> names = switch (part) {
                case ONE -> List.of("only");
                case MANY -> IntStream.range(0, 500).mapToObj(i -> "s" + i).toList();
                default -> NAMES;
            };
            for (int i = 0; i < names.size(); i++) {
                text.append("    server " + names.get(i) + " 127.0.0.1:" + (part == Part.THREE ? ports.get(i) : 1)
                        + " weight " + START + "\n");
            }
        }
        return text.toString();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Override
    public String endpoint(Part part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    /** Where requests go that are split among the routes of {@link Part#THREE}. */
    public int front() {
        return front;
    }

    @Override
    public Balancer open(Duration deadline) {
        return open("127.0.0.1:" + proxy.port(), deadline);
    }

    private static Balancer open(String socket, Duration deadline) {
        return HaproxyBalancer.of(
                HaproxyConnection.at(socket).withSamples(1, Duration.ZERO).withTimeout(deadline),
                () -> new Moment(Instant.EPOCH, Duration.ofNanos(System.nanoTime())),
                Schedulers.parallel());
    }

    /** Lines of `show servers state`, without the time since the last change. */
    private Stream<String[]> servers(String endpoint) {
        return haproxy.command("show servers state " + endpoint)
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 10 && fields[1].equals(endpoint))
                .peek(fields -> fields[9] = "");
    }

    @Override
    public Map<String, Integer> weights(String endpoint) {
        Map<String, Integer> weights = new LinkedHashMap<>();
        servers(endpoint).forEach(fields -> weights.put(fields[3], Integer.parseInt(fields[7])));
        return weights;
    }

    @Override
    public void edit(String endpoint, Map<String, Integer> weights) {
        List<String> commands = new ArrayList<>();
        weights.forEach((server, weight) -> commands.add("set weight " + endpoint + "/" + server + " " + weight));
        for (int i = 0; i < commands.size(); i += 100) {
            String answer = haproxy.command(String.join(";", commands.subList(i, Math.min(i + 100, commands.size()))));
            if (!answer.isEmpty()) {
                throw new IllegalStateException(answer);
            }
        }
    }

    @Override
    public Possible<Runnable> silence() {
        return Possible.of(() -> edit("three", Map.of("a", 0, "b", 0, "c", 0)));
    }

    @Override
    public String picture(String endpoint) {
        return servers(endpoint).map(fields -> String.join(" ", fields)).collect(Collectors.joining("\n"));
    }

    @Override
    public boolean atomic() {
        return false;
    }

    @Override
    public Possible<String> configuration(Part... parts) {
        String proxies = Stream.of(parts).map(this::endpoint).collect(Collectors.joining(", "));
        return Possible.of("""
                balancer:
                  type: haproxy
                  haproxy: {socket: "127.0.0.1:%d", proxies: [%s], samples: 1}
                """.formatted(proxy.port(), proxies));
    }

    @Override
    public String answer(String firstLine) {
        return HaproxyProcess.ask(haproxy.adminSocket(), firstLine);
    }

    @Override
    public Possible<Wire> wire() {
        return Possible.of(new Wire(proxy, line -> line.contains("set weight")));
    }

    @Override
    public Possible<Runnable> restart() {
        return Possible.of(haproxy::restart);
    }

    @Override
    public Possible<Balancer> withoutRights() {
        return Possible.of(open(haproxy.operatorSocket(), AdapterContract.PATIENCE));
    }

    @Override
    public Possible<String> secret() {
        return Possible.not("the stats socket knows rights of files and levels, no secret");
    }

    @Override
    public Possible<Traffic> traffic() {
        return Possible.of(new Requests());
    }

    @Override
    public void close() {
        proxy.close();
        haproxy.close();
    }

    private final class Requests implements Traffic {

        @Override
        public Map<String, Long> send(int requests) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + "/"))
                    .build();
            return IntStream.range(0, requests)
                    .mapToObj(i -> answer(request))
                    .collect(Collectors.groupingBy(body -> body, Collectors.counting()));
        }

        private String answer(HttpRequest request) {
            try {
                return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Possible<Runnable> takeDown(String route) {
            return Possible.of(() -> haproxy.command("set server three/" + route + " state maint"));
        }

        @Override
        public void bringBack() {
            NAMES.forEach(name -> haproxy.command("set server three/" + name + " state ready"));
        }
    }
}
