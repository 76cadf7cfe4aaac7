package io.steelyard.web.port;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.steelyard.model.Printable;
import io.steelyard.model.Suggestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A web configuration file, in the format of the Prometheus exporters' toolkit:
 * https://prometheus.io/docs/prometheus/latest/configuration/https/. What this listener cannot do is refused.
 *
 * @param tls empty: plain HTTP
 * @param users name to bcrypt hash; empty: anybody
 * @param headers added to every answer
 */
record WebConfig(Optional<Tls> tls, Map<String, String> users, Map<String, String> headers) {

    /** How clients prove who they are; in Go's words. */
    enum ClientAuth {
        NoClientCert,
        RequestClientCert,
        RequireAnyClientCert,
        VerifyClientCertIfGiven,
        RequireAndVerifyClientCert
    }

    /**
     * The certificate and what is asked of clients.
     *
     * @param clientCa whom clients' certificates must come from
     * @param versions of TLS that are spoken
     * @param ciphers empty: the JVM's own choice
     */
    record Tls(
            Path cert,
            Path key,
            ClientAuth clientAuth,
            Optional<Path> clientCa,
            List<String> versions,
            List<String> ciphers) {}

    private static final ObjectMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final List<String> VERSIONS = List.of("TLS12", "TLS13");
    private static final Set<String> HEADERS = Set.of(
            "Content-Security-Policy",
            "X-Frame-Options",
            "X-Content-Type-Options",
            "X-XSS-Protection",
            "Strict-Transport-Security");
    private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]?\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final long LARGEST = 1024L * 1024;

    /** The file as it stands. */
    private record Text(
            @Nullable TlsText tlsServerConfig,
            @Nullable HttpText httpServerConfig,
            @Nullable Map<String, String> basicAuthUsers) {}

    private record TlsText(
            @Nullable String certFile,
            @Nullable String keyFile,
            @Nullable String clientAuthType,
            @Nullable String clientCaFile,
            @Nullable List<String> cipherSuites,
            @Nullable Boolean preferServerCipherSuites,
            @Nullable String minVersion,
            @Nullable String maxVersion) {}

    private record HttpText(
            @JsonProperty("http2") @Nullable Boolean http2,
            @Nullable Map<String, String> headers) {}

    /**
     * Reads a file. Blocks.
     *
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it says what cannot be done, in one line without secrets
     */
    static WebConfig read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IllegalArgumentException(file + ": is larger than 1MB");
        }
        byte[] bytes = Files.readAllBytes(file);
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? Path.of("/") : parent;
        try {
            Text text = new String(bytes, StandardCharsets.UTF_8).isBlank()
                    ? new Text(null, null, null)
                    : MAPPER.readValue(bytes, Text.class);
            return of(text == null ? new Text(null, null, null) : text, folder);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(file + place(malformed) + ": " + what(malformed), malformed);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private static WebConfig of(Text text, Path folder) {
        Map<String, String> users = text.basicAuthUsers() == null ? Map.of() : text.basicAuthUsers();
        users.forEach((name, hash) -> check(
                hash != null && BCRYPT.matcher(hash).matches(),
                "basic_auth_users." + name + ": is no bcrypt hash; make one with htpasswd -nBC 10 NAME"));
        HttpText http = text.httpServerConfig();
        Map<String, String> headers = http == null || http.headers() == null ? Map.of() : http.headers();
        headers.keySet()
                .forEach(name -> check(
                        HEADERS.contains(name),
                        "http_server_config.headers." + name + ": is not known; "
                                + Suggestion.remedy(name, HEADERS, "there are ")));
        return new WebConfig(
                Optional.ofNullable(text.tlsServerConfig()).flatMap(tls -> tls(tls, folder)), users, headers);
    }

    private static Optional<Tls> tls(TlsText text, Path folder) {
        if (text.certFile() == null && text.keyFile() == null && text.clientCaFile() == null) {
            return Optional.empty();
        }
        ClientAuth auth = clientAuth(text.clientAuthType());
        boolean verifies = auth == ClientAuth.RequireAndVerifyClientCert || auth == ClientAuth.VerifyClientCertIfGiven;
        Optional<Path> ca = Optional.ofNullable(text.clientCaFile()).map(folder::resolve);
        check(!verifies || ca.isPresent(), "tls_server_config.client_auth_type: " + auth + " needs client_ca_file");
        check(
                verifies || ca.isEmpty(),
                "tls_server_config.client_ca_file: client_auth_type " + auth
                        + " does not look at it; take RequireAndVerifyClientCert");
        return Optional.of(new Tls(
                folder.resolve(required(text.certFile(), "cert_file")),
                folder.resolve(required(text.keyFile(), "key_file")),
                auth,
                ca,
                versions(text.minVersion(), text.maxVersion()),
                text.cipherSuites() == null ? List.of() : List.copyOf(text.cipherSuites())));
    }

    private static ClientAuth clientAuth(@Nullable String word) {
        if (word == null || word.isEmpty()) {
            return ClientAuth.NoClientCert;
        }
        try {
            return ClientAuth.valueOf(word);
        } catch (IllegalArgumentException unknown) {
            List<String> words =
                    Arrays.stream(ClientAuth.values()).map(Enum::name).toList();
            throw new IllegalArgumentException(
                    "tls_server_config.client_auth_type: " + word + " is not known; "
                            + Suggestion.remedy(word, words, "there are "),
                    unknown);
        }
    }

    private static List<String> versions(@Nullable String min, @Nullable String max) {
        int from = version(min, "min_version", 0);
        int to = version(max, "max_version", VERSIONS.size() - 1);
        check(from <= to, "tls_server_config.min_version: is above max_version");
        return VERSIONS.subList(from, to + 1).stream()
                .map(version -> "TLSv1." + version.charAt(version.length() - 1))
                .toList();
    }

    private static int version(@Nullable String word, String key, int otherwise) {
        if (word == null || word.isEmpty()) {
            return otherwise;
        }
        int at = VERSIONS.indexOf(word);
        check(at >= 0, "tls_server_config." + key + ": " + word + " is none of TLS12, TLS13");
        return at;
    }

    private static String required(@Nullable String value, String key) {
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("tls_server_config." + key + ": is missing");
        }
        return value;
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    private static String place(JsonProcessingException fault) {
        return fault.getLocation() == null
                ? ""
                : ":" + fault.getLocation().getLineNr() + ":"
                        + fault.getLocation().getColumnNr();
    }

    /** Never with a value in it: it may be a password's hash. */
    private static String what(JsonProcessingException fault) {
        if (fault instanceof UnrecognizedPropertyException unknown) {
            List<String> known = unknown.getKnownPropertyIds() == null
                    ? List.of()
                    : unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .toList();
            return unknown.getPropertyName() + ": is not known, or not available here; "
                    + Suggestion.remedy(unknown.getPropertyName(), known, "there are ");
        }
        return fault instanceof JsonMappingException
                ? "a value has the wrong form"
                : "is not well-formed YAML: " + Printable.line(fault.getOriginalMessage(), 200);
    }

    @Override
    public String toString() {
        return "WebConfig[tls=" + tls.isPresent() + ", users=" + users.keySet() + "]";
    }
}
