package io.steelyard.web.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.config.Problem;
import io.steelyard.config.SettingsFile;
import io.steelyard.fuzz.ParserFuzz;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whatever a web configuration file holds: it is one, or one line without a secret says what is wrong with it. */
class WebConfigFuzzTest extends ParserFuzz {

    private static final String HASH = "$2y$10$" + "k".repeat(53);

    @Override
    protected List<byte[]> samples() {
        return List.of(bytes("""
                        tls_server_config: {cert_file: a.pem, key_file: b.pem, client_auth_type: RequireAndVerifyClientCert,
                          client_ca_file: c.pem, min_version: TLS12, max_version: TLS13, cipher_suites: [X]}
                        http_server_config: {http2: false, headers: {X-Frame-Options: deny}}
                        """), bytes("basic_auth_users:\n  alice: " + HASH + "\n"));
    }

    @Override
    protected List<String> pieces() {
        return YAML;
    }

    @Override
    protected int outcomes() {
        return 8;
    }

    @Override
    public String outcome(byte[] input) throws IOException {
        List<Problem> problems = new ArrayList<>();
        Optional<SettingsFile<WebConfig>> read = SettingsFile.read(file(input), WebConfig.class, problems::add);
        if (read.isPresent()) {
            return "read: " + read.get().value();
        }
        String first = problems.get(0).toString();
        assertThat(first).hasLineCount(1).doesNotContain(HASH);
        return first.substring(first.indexOf(':'));
    }
}
