package io.steelyard;

import io.steelyard.cli.Root;

/** The program. */
public final class Steelyard {

    private Steelyard() {}

    public static void main(String[] args) {
        System.exit(Root.commandLine(System::getenv).execute(args));
    }
}
