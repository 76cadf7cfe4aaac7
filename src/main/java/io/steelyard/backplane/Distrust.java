package io.steelyard.backplane;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;

/** What is wrong with a peer's certificate, in words that say what to do; the JDK's name its own classes. */
final class Distrust {

    private static final int DEEPEST = 10;

    private Distrust() {}

    /** Empty if it was not the certificate. */
    static Optional<String> of(Throwable fault) {
        Throwable each = fault;
        for (int depth = 0; each != null && depth < DEEPEST; depth++) {
            Optional<String> why = one(each);
            if (why.isPresent()) {
                return why;
            }
            each = each.getCause();
        }
        return Optional.empty();
    }

    private static Optional<String> one(Throwable fault) {
        String said = String.valueOf(fault.getMessage());
        if (fault instanceof CertificateExpiredException) {
            return Optional.of("its certificate has expired (" + said + "); renew it");
        }
        if (fault instanceof CertificateNotYetValidException) {
            return Optional.of("its certificate is not valid yet (" + said + "); are both clocks right?");
        }
        if (fault instanceof CertPathBuilderException) {
            return Optional.of("its certificate comes from no authority that is trusted here; add that one to the JVM's"
                    + " trust store (-Djavax.net.ssl.trustStore=FILE)");
        }
        // The JDK has no class of its own for a wrong name: "No name matching", "No subject alternative".
        return fault instanceof CertificateException && said.startsWith("No ")
                ? Optional.of("its certificate is made out to another name (" + said + ")")
                : Optional.empty();
    }
}
