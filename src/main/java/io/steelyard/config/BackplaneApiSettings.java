package io.steelyard.config;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import java.util.Optional;

/** Serves the Backplane API over this balancer. */
public record BackplaneApiSettings(
        @Setting(help = "HOST:PORT; port 0 takes a free one. null: not served.")
        Optional<HostPort> listen,

        @Setting(help = "The token that clients must bring, or token_file: a file that holds it.")
        Optional<Secret> token)
        implements Sibling {

    public BackplaneApiSettings {
        new Faults()
                .unless(
                        listen.isEmpty() || token.isPresent(),
                        "token_file",
                        "is required with listen; name a file that holds the token",
                        "listen",
                        "token")
                .raise();
    }

    @Override
    public void checkBeside(Object earlier, String place, Findings findings) {
        if (earlier instanceof HttpSettings http
                && listen.filter(http.listen()::clashesWith).isPresent()) {
            findings.report(
                    "listen",
                    "has the port of " + place + ".listen, " + http.listen().port() + "; give it another");
        }
    }
}
