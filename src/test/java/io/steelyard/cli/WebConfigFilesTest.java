package io.steelyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.steelyard.testing.SelfSigned;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code check} of a configuration that names a web configuration file: each file in config/web must be refused with
 * exactly the lines of the .txt beside it. To take new texts over, run with {@code -Dgolden.write=true}.
 */
class WebConfigFilesTest {

    private static final Path FILES = Path.of("src/test/resources/config/web");

    /** Where it is, which key it is about if it is about one, what is wrong, and what to do. */
    private static final Pattern LINE =
            Pattern.compile("[a-z0-9-]+\\.yaml:\\d+:\\d+: ([\\w.\\[\\]-]+: )?.+(; |: must be ).+");

    @TempDir
    private static Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void certificates() throws Exception {
        SelfSigned.in(folder, "server");
        SelfSigned.in(folder, "other");
        SelfSigned.in(folder, "expired", "-startdate", "2020/01/01 00:00:00", "-validity", "90");
        byte[] rsa = SelfSigned.in(folder, "rsa", "-keyalg", "RSA").key().getEncoded();
        SelfSigned.pem(folder.resolve("openssl.key"), "RSA PRIVATE KEY", rsa);
        SelfSigned.pem(folder.resolve("encrypted.key"), "ENCRYPTED PRIVATE KEY", rsa);
        SelfSigned.pem(folder.resolve("cut.key"), "PRIVATE KEY", Arrays.copyOf(rsa, 40));
        Files.writeString(folder.resolve("text.txt"), "no certificate\n");
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    private int check(Path web) throws IOException {
        Path file = Files.writeString(
                folder.resolve("steelyard.yaml"),
                "balancer: {type: simulator}\nhttp:\n  web_config_file: " + web.getFileName() + "\n");
        return Root.commandLine(name -> null)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("check", file.toString());
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_problem_of_a_web_configuration_file_is_named_with_its_place_and_remedy(Path file) throws IOException {
        Path copy = folder.resolve(file.getFileName().toString());
        Files.writeString(copy, Files.readString(file));

        assertThat(check(copy)).isEqualTo(3);
        String lines = err.toString().replace(folder + "/", "");
        Path golden = FILES.resolve(file.getFileName().toString().replace(".yaml", ".txt"));
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(golden, lines);
        }
        assertThat(lines)
                .isEqualTo(Files.readString(golden))
                .doesNotContain("canary")
                .doesNotContain("$2y$");
        assertThat(lines.lines()).allMatch(LINE.asMatchPredicate(), "has a place and says what to do");
    }

    @Test
    void one_that_is_in_order_is_ok() throws IOException {
        Path web = Files.writeString(folder.resolve("good.yaml"), """
            tls_server_config:
              cert_file: server.crt
              key_file: server.key
              client_auth_type: VerifyClientCertIfGiven
              client_ca_file: other.crt
              cipher_suites: [TLS_AES_128_GCM_SHA256]
            http_server_config:
              http2: false
              headers: {X-Frame-Options: deny}
            basic_auth_users: {alice: $2y$04$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi}
            """);

        assertThat(check(web)).as(err.toString()).isZero();
    }

    @Test
    void one_that_says_nothing_is_ok() throws IOException {
        assertThat(check(Files.writeString(folder.resolve("empty.yaml"), "# nothing yet\n")))
                .as(err.toString())
                .isZero();
    }
}
