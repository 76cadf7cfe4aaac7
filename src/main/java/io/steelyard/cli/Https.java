package io.steelyard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates of a daemon, and what is wrong where they do not fit. */
final class Https {

    private Https() {}

    /** Trusts what the file's certificates have signed, and them. Blocks. */
    static SSLContext trusting(Path file) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate each : certificates(file)) {
                store.setCertificateEntry("ca" + count++, each);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException fault) {
            throw new IOException("--ca-file: " + file + " cannot be used: " + fault.getMessage(), fault);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        String wanted = "; give the daemon's certificate, or that of who signed it (PEM)";
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> all =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (all.isEmpty()) {
                throw new IOException("--ca-file: " + file + " is empty" + wanted);
            }
            return all;
        } catch (CertificateException none) {
            throw new IOException("--ca-file: " + file + " holds something else than certificates" + wanted, none);
        } catch (NoSuchFileException missing) {
            throw new IOException("--ca-file: " + file + ": no such file" + wanted, missing);
        }
    }

    /** What a call that broke off says to its caller. */
    static IOException told(IOException fault, URI at, @Nullable Path caFile) {
        String message = at + ": " + fault.getMessage();
        if (fault instanceof SSLException) {
            return new IOException(unknown(fault) ? untrusted(at, caFile) : message, fault);
        }
        boolean plain = "http".equals(at.getScheme());
        return new IOException(
                message + (plain ? "; if it speaks https, write https:// in --url, and see --ca-file" : ""), fault);
    }

    private static String untrusted(URI at, @Nullable Path caFile) {
        return "the certificate of " + at + " comes from nobody that is trusted; "
                + (caFile == null
                        ? "if it is the daemon's, give --ca-file FILE"
                        : "--ca-file " + caFile + " holds others");
    }

    private static boolean unknown(Throwable fault) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each instanceof CertPathBuilderException) {
                return true;
            }
        }
        return false;
    }
}
