package io.steelyard.model;

import java.util.Arrays;

/**
 * What was derived from a value that never changes, kept beside it, as a string keeps its hash: history grows by one reading
 * at a time, and what older ones say is worked out once and not again for every decision. Whether it was kept or worked out
 * anew cannot be told, so all are equal. For all threads: two may derive the same at once, and one result stays.
 */
final class Derived {

    /** So many different results are kept, the newest; the others are worked out again if they are asked for. */
    private static final int MOST = 4;

    private static final Result[] NOTHING = {};

    private volatile Result[] newestFirst = NOTHING;

    private record Result(Derivation<?> how, Object what) {}

    @SuppressWarnings("unchecked") // equal derivations are of one type, and so are their results
    <T> T of(Derivation<T> how, Block block) {
        Result[] known = newestFirst;
        for (Result result : known) {
            if (result.how.equals(how)) {
                return (T) result.what;
            }
        }
        T what = how.of(block);
        known = newestFirst; // to derive it something else may have been derived
        Result[] more = new Result[Math.min(MOST, known.length + 1)];
        more[0] = new Result(how, what);
        System.arraycopy(known, 0, more, 1, more.length - 1);
        newestFirst = more;
        return what;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Derived;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "Derived" + Arrays.toString(newestFirst);
    }
}
