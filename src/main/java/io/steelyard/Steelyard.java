package io.steelyard;

import io.steelyard.cli.Root;
import java.util.List;

/** The program. */
public final class Steelyard {

    private Steelyard() {}

    public static void main(String[] args) {
        System.exit(Root.commandLine(System::getenv, List.of()).execute(args));
    }
}
