package io.steelyard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program. */
public final class Version implements IVersionProvider {

    /** For the command line, which makes one by itself. */
    public Version() {}

    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"steelyard " + number(), "Java " + System.getProperty("java.version")};
    }

    /** Such as 0.1.0. */
    public static String number() throws IOException {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/steelyard-build.properties")) {
            if (in != null) {
                build.load(in);
            }
        }
        return build.getProperty("version", "unknown");
    }
}
