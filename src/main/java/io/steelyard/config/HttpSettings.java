package io.steelyard.config;

import io.steelyard.model.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** The listener for metrics, health, the JSON API and the live page. */
public record HttpSettings(
        @Setting(value = "127.0.0.1:9790", help = "HOST:PORT; port 0 takes a free one.")
        HostPort listen,

        @Setting(planned = true, help = "TLS and users, in the web configuration format of the Prometheus exporters.")
        Optional<Path> webConfigFile,

        @Setting(planned = true, help = "The token for requests that change something, or a file that holds it.")
        Optional<Secret> adminToken,

        @Setting(value = "false", planned = true, help = "Whether POST /-/reload is allowed.")
        boolean lifecycle) {}
