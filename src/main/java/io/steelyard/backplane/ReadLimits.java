package io.steelyard.backplane;

import java.util.Locale;

/**
 * How much an answer may hold, so that memory does not run out while it is read.
 *
 * @param bytes inflated
 * @param routes of all endpoints together, and also how many endpoints
 * @param backends how many
 * @param remedy continues "more than N routes, "
 */
record ReadLimits(long bytes, int routes, int backends, String remedy) {

    static ReadLimits ofBytes(long bytes) {
        return new ReadLimits(bytes, Integer.MAX_VALUE, Integer.MAX_VALUE, "");
    }

    ReadLimits withBytes(long most) {
        return new ReadLimits(most, routes, backends, remedy);
    }

    void routes(int number) throws Malformed {
        check(number, routes, "routes");
    }

    void backends(int number) throws Malformed {
        check(number, backends, "backends");
    }

    private void check(int number, int most, String what) throws Malformed {
        if (number > most) {
            throw new Malformed(String.format(Locale.ROOT, "it has more than %,d %s, %s", most, what, remedy));
        }
    }
}
