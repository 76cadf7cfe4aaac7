package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How to reach HAProxy, and how its servers map to routes. */
public record HaproxySettings(
        @Setting(
                value = "/run/haproxy/admin.sock",
                help = "The stats socket, of level user to read, of level admin to write: a path, or HOST:PORT.")
        ControlSocket socket,

        @Setting(value = "[]", help = "Names of the proxies (backends) to balance; each is an endpoint. [] is all.")
        List<String> proxies,

        @Setting(
                help = "Regular expression on a server's name; group 1 is its route, a server without a match is left"
                        + " out. null: each server is a route.")
        Optional<Pattern> routeBy,

        @Setting(
                value = "8",
                min = "1",
                max = "100",
                help = "Readings of the requests in flight that one poll averages; fewer when there are hundreds of"
                        + " servers.")
        int samples) {

    public HaproxySettings {
        proxies = List.copyOf(proxies);
        Set<String> names = new HashSet<>();
        List<String> again =
                proxies.stream().filter(proxy -> !names.add(proxy)).distinct().toList();
        new Faults()
                .unless(
                        again.isEmpty(),
                        "proxies",
                        "names " + String.join(", ", again) + " twice; name each proxy once")
                .unless(
                        routeBy.filter(by -> by.matcher("").groupCount() < 1).isEmpty(),
                        "route_by",
                        "has no group; put the part that names the route in ( ), for example ^([a-z]+)-")
                .raise();
    }
}
