package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The listener for metrics, health, the JSON API and the live page. */
public record HttpSettings(
        @Setting(value = "127.0.0.1:9790", help = "HOST:PORT; port 0 takes a free one.")
        HostPort listen,

        @Setting(
                help = "TLS, client certificates and users, in the web configuration format of the Prometheus"
                        + " exporters.")
        Optional<Path> webConfigFile,

        @Setting(
                help = "The token of those who may pause, resume, change the mode and set weights, or a file that holds"
                        + " it; without one nobody may. audit.file must be set as well.")
        Optional<Secret> adminToken,

        @Setting(
                value = "[]",
                help = "Names under which browsers reach the listener, beside localhost, addresses and names without a"
                        + " dot; for a listener behind a proxy.")
        List<String> hosts,

        @Setting(
                value = "false",
                help = "Whether POST /-/reload reads the configuration again. SIGHUP and a change of the file always"
                        + " do.")
        boolean lifecycle,

        @Setting(
                help = "Where Grafana is, with the dashboards of this project; the page links to them. For example"
                        + " https://grafana.example.com")
        Optional<LinkUrl> grafanaUrl) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.:-]{1,253}");

    public HttpSettings {
        hosts = hosts.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        Faults faults = new Faults();
        for (int i = 0; i < hosts.size(); i++) {
            faults.unless(
                    NAME.matcher(hosts.get(i)).matches(),
                    "hosts[" + i + "]",
                    '"' + hosts.get(i) + "\" is no name of a host; write it without scheme and port");
        }
        faults.raise();
    }

    /**
     * What to warn of if the admin token can be read on its way; empty if it cannot, or if there is none.
     *
     * @param tls whether the listener speaks TLS
     */
    public Optional<String> exposure(boolean tls) {
        return adminToken
                .filter(token -> !tls && !HostPort.isLoopback(listen.host()))
                .map(
                        token -> listen
                                + " is open to the network without TLS, so the admin token travels where others can read it; set"
                                + " http.web_config_file with a certificate, or listen on 127.0.0.1 behind a proxy that speaks TLS");
    }
}
