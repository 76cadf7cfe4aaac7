package io.steelyard.adapter.haproxy;

/**
 * The names that HAProxy's configuration allows. Nothing else goes into a command: a blank, a semicolon or a line feed
 * in a name would end one command and begin another.
 */
final class Names {

    static final String RULE = "a name has letters, digits and . : _ - only";

    private Names() {}

    static boolean valid(String name) {
        for (int at = 0; at < name.length(); at++) {
            if (!allowed(name.charAt(at))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean allowed(char letter) {
        return (letter >= 'a' && letter <= 'z')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= '0' && letter <= '9')
                || "_.:-".indexOf(letter) >= 0;
    }
}
