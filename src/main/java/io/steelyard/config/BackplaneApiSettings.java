package io.steelyard.config;

import io.steelyard.model.Setting;
import io.steelyard.model.SettingException;
import java.util.Optional;

/** Serves the Backplane API over this balancer. */
public record BackplaneApiSettings(
        @Setting(help = "HOST:PORT; port 0 takes a free one. null: not served.")
        Optional<HostPort> listen,

        @Setting(help = "The token that clients must bring, or token_file: a file that holds it.")
        Optional<Secret> token) {

    public BackplaneApiSettings {
        if (listen.isPresent() && token.isEmpty()) {
            throw new SettingException("token_file", "is required with listen; name a file that holds the token");
        }
    }
}
