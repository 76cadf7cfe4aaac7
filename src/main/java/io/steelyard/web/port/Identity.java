package io.steelyard.web.port;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.steelyard.model.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The certificate, key and authority that a web configuration file names, held against each other: what does not fit
 * would only show when the first client cannot connect.
 */
final class Identity {

    private static final String CERT = "cert_file";
    private static final String KEY = "key_file";
    private static final String CA = "client_ca_file";

    private final WebConfig.Tls tls;
    private final BiConsumer<String, String> problems;

    private Identity(WebConfig.Tls tls, BiConsumer<String, String> problems) {
        this.tls = tls;
        this.problems = problems;
    }

    /**
     * How to speak TLS; empty if a problem was told. Blocks.
     *
     * @param tls with a certificate
     * @param problems told of each, with its key
     */
    static Optional<SslContext> of(WebConfig.Tls tls, BiConsumer<String, String> problems) {
        List<String> told = new ArrayList<>();
        return new Identity(tls, (key, message) -> {
                    told.add(key);
                    problems.accept("tls_server_config." + key, message);
                })
                .context(told);
    }

    /** Why the certificate is not good at this time, though it can be used. Blocks. */
    static Optional<String> expiry(WebConfig.Tls tls, Instant now) {
        return Optional.of(new Identity(tls, (key, message) -> {}).certificates(CERT, tls.certFile()))
                .filter(chain -> !chain.isEmpty())
                .map(chain -> chain.get(0))
                .filter(own -> now.isBefore(own.getNotBefore().toInstant())
                        || now.isAfter(own.getNotAfter().toInstant()))
                .map(own -> tls.certFile().orElseThrow() + " is good from "
                        + own.getNotBefore().toInstant() + " to "
                        + own.getNotAfter().toInstant()
                        + " only, which is not now; renew it");
    }

    private Optional<SslContext> context(List<String> told) {
        List<X509Certificate> chain = certificates(CERT, tls.certFile());
        PrivateKey key = key(chain);
        List<X509Certificate> authority = certificates(CA, tls.clientCaFile());
        ciphers();
        if (!told.isEmpty() || key == null) {
            return Optional.empty();
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(key, chain)
                    .protocols(tls.versions())
                    .clientAuth(
                            switch (tls.clientAuthType()) {
                                case NoClientCert -> ClientAuth.NONE;
                                case RequestClientCert, VerifyClientCertIfGiven -> ClientAuth.OPTIONAL;
                                case RequireAnyClientCert, RequireAndVerifyClientCert -> ClientAuth.REQUIRE;
                            });
            if (authority.isEmpty()) {
                // Only where the file asks for a certificate of whatever origin.
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else {
                builder.trustManager(authority);
            }
            return Optional.of((tls.cipherSuites().isEmpty() ? builder : builder.ciphers(tls.cipherSuites())).build());
        } catch (SSLException | IllegalArgumentException fault) {
            problems.accept(CERT, "cannot be used with " + tls.keyFile().orElseThrow() + ": " + fault.getMessage());
            return Optional.empty();
        }
    }

    /** Empty if there is no such file to read, or if a problem was told. */
    private List<X509Certificate> certificates(String name, Optional<Path> file) {
        if (file.isEmpty() || !there(name, file.get())) {
            return List.of();
        }
        List<X509Certificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file.get())) {
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                found.add((X509Certificate) each);
            }
        } catch (IOException | CertificateException unreadable) {
            found.clear();
        }
        if (found.isEmpty()) {
            problems.accept(
                    name, file.get() + " holds no certificate; name a file of -----BEGIN CERTIFICATE----- blocks");
        }
        return found;
    }

    private @Nullable PrivateKey key(List<X509Certificate> chain) {
        Path file = tls.keyFile().orElseThrow();
        if (!there(KEY, file) || chain.isEmpty()) {
            return null;
        }
        try {
            PrivateKey key = PrivateKeys.read(file, chain.get(0).getPublicKey());
            if (PrivateKeys.fit(key, chain.get(0).getPublicKey())) {
                return key;
            }
            problems.accept(
                    KEY, file + " is not the key of " + tls.certFile().orElseThrow() + "; name the one that is");
        } catch (IllegalArgumentException unfit) {
            problems.accept(KEY, file + " " + unfit.getMessage());
        } catch (IOException | GeneralSecurityException fault) {
            problems.accept(KEY, file + " cannot be read; it must be a private key as PEM: " + fault.getMessage());
        }
        return null;
    }

    private void ciphers() {
        List<String> known;
        try {
            known = Arrays.asList(
                    SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JVM has no TLS", impossible);
        }
        for (int i = 0; i < tls.cipherSuites().size(); i++) {
            String name = tls.cipherSuites().get(i);
            if (!known.contains(name)) {
                problems.accept(
                        "cipher_suites[" + i + "]",
                        '"' + name + "\" is none that this JVM knows; "
                                + Suggestion.nearest(name, known)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("remove it, or take for example TLS_AES_128_GCM_SHA256"));
            }
        }
    }

    private boolean there(String name, Path file) {
        if (!Files.isReadable(file)) {
            problems.accept(
                    name,
                    file
                            + (Files.exists(file)
                                    ? " cannot be read by this user; let it in with chmod or chown"
                                    : ": no such file; relative paths start from the folder of this file"));
        }
        return Files.isReadable(file);
    }
}
