package io.steelyard.adapter.haproxy;

import java.util.regex.Pattern;

/**
 * The names that HAProxy's configuration allows. Nothing else goes into a command: a blank, a semicolon or a line feed
 * in a name would end one command and begin another.
 */
final class Names {

    static final String RULE = "a name has letters, digits and . : _ - only";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]+");

    private Names() {}

    static boolean valid(String name) {
        return NAME.matcher(name).matches();
    }
}
