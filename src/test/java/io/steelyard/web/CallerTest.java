package io.steelyard.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read by which name: a stranger's page may not, programs of the network may. */
class CallerTest {

    @ParameterizedTest(name = "{0} over {1}: page {2}, /metrics {3}")
    @CsvSource({
        "evil.example,                            loopback, false, false", // DNS rebinding
        "evil.example:9790,                       network,  false, true", // Prometheus, by the name of the machine
        "steelyard.evil.example.,                 loopback, false, false",
        "localhost.evil.example,                  loopback, false, false",
        "127.0.0.1.evil.example,                  loopback, false, false",
        "localhost:9790,                          loopback, true,  true",
        "localhost.,                              loopback, true,  true",
        "127.0.0.1:9790,                          loopback, true,  true",
        "[::1]:9790,                              loopback, true,  true",
        "10.1.2.3:9790,                           network,  true,  true", // a kubelet, by the pod's address
        "10.1.2.3,                                loopback, true,  true", // an address needs no DNS, so nobody rebinds
        // it
        "steelyard:9790,                          network,  true,  true", // Compose, Kubernetes in the namespace
        "steelyard.monitoring.svc:9790,           network,  true,  true",
        "steelyard.monitoring.svc.cluster.local,  network,  true,  true",
        "lb1.internal,                            network,  true,  true",
        "steelyard.dev:9790,                      network,  false, true", // a namespace, or somebody's domain
        "Tools.Example.COM,                       loopback, true,  true", // configured
        "other.tools.example.com,                 loopback, false, false",
        "'',                                      loopback, true,  true" // HTTP/1.0; a browser always says a name
    })
    void reading(String host, String way, boolean page, boolean metrics) throws Exception {
        InetAddress local = InetAddress.getByName(way.equals("loopback") ? "127.0.0.1" : "10.1.2.3");
        Caller caller = new Caller(host, null, null, local);
        Set<String> hosts = Set.of("tools.example.com");
        assertThat(caller.misled(hosts, false).isEmpty()).as("the page").isEqualTo(page);
        assertThat(caller.misled(hosts, true).isEmpty()).as("/metrics").isEqualTo(metrics);
        caller.misled(hosts, false)
                .ifPresent(why -> assertThat(why).endsWith(" is not a name of this listener; add it to http.hosts"));
    }
}
