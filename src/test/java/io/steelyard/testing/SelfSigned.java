package io.steelyard.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A new key pair whose certificate, made out to 127.0.0.1, it signed itself. */
public record SelfSigned(KeyStore store) {

    /** Of the key in the store. */
    public static final char[] PASSWORD = "changeit".toCharArray();

    /**
     * Makes one, in the store and as NAME.crt and NAME.key (PEM) in the folder. Blocks.
     *
     * @param options of keytool, such as -keyalg RSA; what is given here wins
     */
    public static SelfSigned in(Path folder, String name, String... options)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve(name + ".p12");
        List<String> given = List.of(options);
        List<String> command = new ArrayList<>(List.of(keytool(), "-genkeypair", "-alias", "own"));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
        command.addAll(List.of("-storepass", new String(PASSWORD), "-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1"));
        command.addAll(given.contains("-keyalg") ? List.of() : List.of("-keyalg", "EC"));
        command.addAll(given.contains("-validity") ? List.of() : List.of("-validity", "2"));
        command.addAll(given);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        SelfSigned pair = new SelfSigned(keys);
        pem(
                folder.resolve(name + ".crt"),
                "CERTIFICATE",
                keys.getCertificate("own").getEncoded());
        pem(folder.resolve(name + ".key"), "PRIVATE KEY", pair.key().getEncoded());
        return pair;
    }

    public Key key() throws GeneralSecurityException {
        return store.getKey("own", PASSWORD);
    }

    /** Writes something in the form of PEM. */
    public static void pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static String keytool() {
        return Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    }
}
