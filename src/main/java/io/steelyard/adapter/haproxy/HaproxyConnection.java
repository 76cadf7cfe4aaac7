package io.steelyard.adapter.haproxy;

import io.steelyard.source.Room;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Where an HAProxy is and how it is read. The constructor refuses what cannot work, with the key, value and limit.
 *
 * @param socket the stats socket: a path, or HOST:PORT
 * @param proxies the proxies that are read; empty for all backends that have servers
 * @param routeBy a regular expression that is searched in a server's name; its group 1 is the server's route, and a
 *     server without a match belongs to none. Without it each server is a route named like it.
 * @param samples how many readings of a poll the load is averaged over; fewer are taken of hundreds of servers
 * @param spread the time that the readings of one poll are spread over, a part of the poll's interval
 * @param timeout the longest that HAProxy may take for one answer
 * @param room for what is read; a larger HAProxy is refused
 */
public record HaproxyConnection(
        String socket,
        List<String> proxies,
        Optional<String> routeBy,
        int samples,
        Duration spread,
        Duration timeout,
        Room room) {

    static final int MOST_SAMPLES = 100;
    private static final int LONGEST_PATH = 107;
    private static final Pattern HOST_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\s/:]+):([0-9]{1,5})");

    public HaproxyConnection {
        proxies = List.copyOf(proxies);
        checkSocket(socket);
        for (String proxy : proxies) {
            check(Names.valid(proxy), "proxies: \"" + proxy + "\" cannot be the name of a proxy; " + Names.RULE);
        }
        routeBy.ifPresent(HaproxyConnection::checkRouteBy);
        check(samples >= 1 && samples <= MOST_SAMPLES, "samples: " + samples + " is not between 1 and " + MOST_SAMPLES);
        check(!spread.isNegative(), "spread: " + spread.toMillis() + "ms is below 0");
        check(timeout.toMillis() >= 1, "timeout: " + timeout.toMillis() + "ms is below 1ms");
    }

    /** All backends of the HAProxy at this socket, each server a route; 8 readings within half a second. */
    public static HaproxyConnection at(String socket) {
        return new HaproxyConnection(
                socket, List.of(), Optional.empty(), 8, Duration.ofMillis(500), Duration.ofSeconds(1), Room.BOUNDLESS);
    }

    public HaproxyConnection withProxies(String... names) {
        return new HaproxyConnection(socket, List.of(names), routeBy, samples, spread, timeout, room);
    }

    public HaproxyConnection withRouteBy(String expression) {
        return new HaproxyConnection(socket, proxies, Optional.of(expression), samples, spread, timeout, room);
    }

    public HaproxyConnection withSamples(int number, Duration over) {
        return new HaproxyConnection(socket, proxies, routeBy, number, over, timeout, room);
    }

    public HaproxyConnection withTimeout(Duration longest) {
        return new HaproxyConnection(socket, proxies, routeBy, samples, spread, longest, room);
    }

    public HaproxyConnection withRoom(Room most) {
        return new HaproxyConnection(socket, proxies, routeBy, samples, spread, timeout, most);
    }

    boolean unix() {
        return socket.indexOf('/') >= 0;
    }

    String host() {
        String host = socket.substring(0, socket.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    int port() {
        return Integer.parseInt(socket.substring(socket.lastIndexOf(':') + 1));
    }

    private static void checkSocket(String socket) {
        if (socket.indexOf('/') >= 0) {
            int length = socket.getBytes(StandardCharsets.UTF_8).length;
            check(
                    length <= LONGEST_PATH,
                    "socket: " + socket + " has " + length + " bytes; the path of a socket has " + LONGEST_PATH
                            + " at most");
            return;
        }
        var parts = HOST_PORT.matcher(socket);
        check(
                parts.matches() && inRange(Integer.parseInt(parts.group(2))),
                "socket: \"" + socket + "\" is neither a path, such as /run/haproxy/admin.sock, nor HOST:PORT");
    }

    private static boolean inRange(int port) {
        return port >= 1 && port <= 65_535;
    }

    private static void checkRouteBy(String expression) {
        try {
            check(
                    Pattern.compile(expression).matcher("").groupCount() >= 1,
                    "route_by: " + expression + " has no group; put the part that names the route in parentheses");
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "route_by: " + expression + " is not a regular expression: " + e.getDescription() + " at position "
                            + e.getIndex(),
                    e);
        }
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
