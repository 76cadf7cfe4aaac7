package io.steelyard.backplane;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate authority, and certificates for localhost that it signed; made once, by the JDK's own tool. */
final class Authority {

    static final char[] PASSWORD = "changeit".toCharArray();

    private static final KeyStore KEYS = make();

    private Authority() {}

    /** A store with one key: {@code good}, {@code expired}, {@code later}, or {@code alone}, which signed itself. */
    static KeyStore only(String alias) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setKeyEntry(alias, KEYS.getKey(alias, PASSWORD), PASSWORD, KEYS.getCertificateChain(alias));
        return store;
    }

    /** A store that trusts the authority. */
    static KeyStore trusted() throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setCertificateEntry("authority", KEYS.getCertificate("authority"));
        return store;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    private static KeyStore make() {
        try {
            Path folder = Files.createTempDirectory("authority");
            Path file = folder.resolve("keys.p12");
            key(file, "authority", "CN=authority", "-ext", "bc:c", "-validity", "30");
            key(file, "good", "CN=localhost", "-signer", "authority", "-validity", "10");
            key(file, "expired", "CN=localhost", "-signer", "authority", "-startdate", "-20d", "-validity", "10");
            key(file, "later", "CN=localhost", "-signer", "authority", "-startdate", "+5d", "-validity", "10");
            key(file, "alone", "CN=localhost", "-validity", "10");
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream bytes = Files.newInputStream(file)) {
                keys.load(bytes, PASSWORD);
            }
            Files.delete(file);
            Files.delete(folder);
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void key(Path file, String alias, String name, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-ext",
                "SAN=dns:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString()));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IllegalStateException(String.join(" ", command));
        }
    }
}
