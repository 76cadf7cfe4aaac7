package io.steelyard.web.port;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Private keys in files. No text of an exception holds anything of a key. */
final class PrivateKeys {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----\\s+([^-]*)-----END", Pattern.DOTALL);

    /** What is signed by way of trial; of an algorithm that is not here nothing is tried. */
    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private static final byte[] TRIAL = "steelyard".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeys() {}

    /**
     * Reads a key of the kind that goes with a certificate's. Blocks.
     *
     * @throws IllegalArgumentException if it is none; continues "FILE ...", with what to do
     */
    static PrivateKey read(Path file, PublicKey other) throws IOException, GeneralSecurityException {
        Matcher pem = PEM.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new IllegalArgumentException("holds no private key; name a file with -----BEGIN PRIVATE KEY-----");
        }
        String form = pem.group(1);
        if (form != null) {
            String remedy = "; write the key anew with openssl pkcs8 -topk8 -nocrypt -in " + file;
            throw new IllegalArgumentException(
                    form.equals("ENCRYPTED ")
                            ? "wants a passphrase, which nobody could give at a start" + remedy
                            : "is a key in OpenSSL's own form, not in PKCS#8" + remedy);
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(2));
            return KeyFactory.getInstance(other.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (InvalidKeySpecException | IllegalArgumentException unfit) {
            throw new IllegalArgumentException(
                    "holds no whole " + other.getAlgorithm()
                            + " key, as the certificate wants; name the one that belongs to it",
                    unfit);
        }
    }

    /** Whether what the one signs the other takes. */
    static boolean fit(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        String algorithm = SIGNATURES.get(other.getAlgorithm());
        if (algorithm == null) {
            return true;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(TRIAL);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(TRIAL);
        return signature.verify(signed);
    }
}
