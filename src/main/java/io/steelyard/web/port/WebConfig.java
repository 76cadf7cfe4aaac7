package io.steelyard.web.port;

import io.steelyard.model.Faults;
import io.steelyard.model.Setting;
import io.steelyard.model.SettingException;
import io.steelyard.model.Suggestion;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A web configuration file, in the format of the Prometheus exporters' toolkit:
 * https://prometheus.io/docs/prometheus/latest/configuration/https/. What this listener cannot do is refused.
 */
record WebConfig(
        @Setting(help = "The certificate, and what is asked of clients.")
        Tls tlsServerConfig,

        @Setting(help = "Headers.") Http httpServerConfig,

        @Setting(value = "{}", help = "Name to bcrypt hash; without any, anybody may come in.")
        Map<String, Hash> basicAuthUsers) {

    /** TLS, if there is a certificate. */
    record Tls(
            @Setting(help = "The certificate, and those that it comes from, as PEM.")
            Optional<Path> certFile,

            @Setting(help = "Its private key, as PEM.") Optional<Path> keyFile,

            @Setting(value = "NoClientCert", help = "How clients prove who they are.")
            ClientAuth clientAuthType,

            @Setting(help = "Whom clients' certificates must come from, as PEM.")
            Optional<Path> clientCaFile,

            @Setting(value = "[]", help = "For TLS 1.2 and 1.3; without any, the JVM's own choice.")
            List<String> cipherSuites,

            @Setting(value = "true", help = "Taken, and without effect: the JVM goes by its own order.")
            boolean preferServerCipherSuites,

            @Setting(value = "TLS12", help = "The oldest version that is spoken.")
            Version minVersion,

            @Setting(value = "TLS13", help = "The newest version that is spoken.")
            Version maxVersion) {

        Tls {
            boolean verifies = clientAuthType == ClientAuth.RequireAndVerifyClientCert
                    || clientAuthType == ClientAuth.VerifyClientCertIfGiven;
            Faults faults = new Faults();
            faults.unless(
                    !verifies || clientCaFile.isPresent(),
                    "client_auth_type",
                    clientAuthType + " needs client_ca_file; add it",
                    "client_auth_type",
                    "client_ca_file");
            faults.unless(
                    verifies || clientCaFile.isEmpty(),
                    "client_ca_file",
                    "client_auth_type " + clientAuthType + " does not look at it; take RequireAndVerifyClientCert",
                    "client_auth_type",
                    "client_ca_file");
            faults.unless(
                    minVersion.compareTo(maxVersion) <= 0,
                    "min_version",
                    "is above max_version; take the same",
                    "min_version",
                    "max_version");
            faults.unless(
                    keyFile.isEmpty() || certFile.isPresent(),
                    "key_file",
                    "has no certificate; add cert_file",
                    "cert_file",
                    "key_file");
            faults.unless(
                    certFile.isEmpty() || keyFile.isPresent(),
                    "cert_file",
                    "has no key; add key_file",
                    "cert_file",
                    "key_file");
            faults.unless(
                    clientCaFile.isEmpty() || certFile.isPresent(),
                    "client_ca_file",
                    "without TLS; add cert_file",
                    "cert_file",
                    "client_ca_file");
            faults.raise();
        }

        List<String> versions() {
            return Arrays.stream(Version.values())
                    .filter(each -> each.compareTo(minVersion) >= 0 && each.compareTo(maxVersion) <= 0)
                    .map(each -> each == Version.TLS12 ? "TLSv1.2" : "TLSv1.3")
                    .toList();
        }

        /** The files that a change of makes another listener. */
        Stream<Path> files() {
            return Stream.of(certFile, keyFile, clientCaFile).flatMap(Optional::stream);
        }
    }

    /** In Go's words. */
    enum ClientAuth {
        NoClientCert,
        RequestClientCert,
        RequireAnyClientCert,
        VerifyClientCertIfGiven,
        RequireAndVerifyClientCert;

        public static ClientAuth parse(String text) {
            return text.isEmpty() ? NoClientCert : named(values(), text);
        }
    }

    enum Version {
        TLS12,
        TLS13;

        public static Version parse(String text) {
            return named(values(), text);
        }
    }

    record Http(
            @Setting(value = "true", help = "Taken, and without effect: HTTP/2 is not spoken.")
            boolean http2,

            @Setting(value = "{}", help = "Added to every answer.")
            Map<String, String> headers) {

        private static final Set<String> KNOWN = Set.of(
                "Content-Security-Policy",
                "X-Frame-Options",
                "X-Content-Type-Options",
                "X-XSS-Protection",
                "Strict-Transport-Security");

        Http {
            Faults faults = new Faults();
            headers.keySet()
                    .forEach(name -> faults.unless(
                            KNOWN.contains(name),
                            "headers." + name,
                            "is not known; " + Suggestion.remedy(name, KNOWN, "there are ")));
            faults.raise();
        }
    }

    /** Of a password, by bcrypt. */
    record Hash(String text) {

        private static final Pattern FORM = Pattern.compile("\\$2[abxy]?\\$(0[4-9]|[12]\\d|3[01])\\$[./A-Za-z0-9]{53}");

        /** @throws SettingException never with the text in it, which may be the password itself */
        public static Hash parse(String text) {
            if (!FORM.matcher(text).matches()) {
                throw new SettingException("", "is no bcrypt hash; make one with htpasswd -nBC 10 NAME");
            }
            return new Hash(text);
        }

        @Override
        public String toString() {
            return "<hash>";
        }
    }

    private static <E extends Enum<E>> E named(E[] values, String text) {
        List<String> names = Arrays.stream(values).map(Enum::name).toList();
        return Arrays.stream(values)
                .filter(each -> each.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("is none of " + String.join(", ", names)
                        + Suggestion.nearest(text, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("; write one of these")));
    }
}
