package io.steelyard.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;

/** Who sits before the program and may be asked. */
interface Terminal {

    /** False in a script or a pipe. */
    boolean isThere();

    /** What is typed, without the end of its line; empty at the end of input. Blocks. */
    String answer() throws IOException;

    /** Standard input. */
    Terminal INPUT = new Terminal() {
        @Override
        public boolean isThere() {
            return isAt(0);
        }

        @Override
        public String answer() throws IOException {
            String line = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return line == null ? "" : line;
        }
    };

    /**
     * True if that end of the program is a terminal. Java tells it of input and output together only; /proc, where there
     * is one, tells it of each.
     *
     * @param descriptor 0 of standard input, 2 of standard error
     */
    static boolean isAt(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return CommandLine.Help.Ansi.AUTO.enabled();
        }
    }
}
