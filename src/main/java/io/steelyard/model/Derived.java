package io.steelyard.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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

    <T> T of(Derivation<T> how, Block block) {
        @Nullable T known = kept(how);
        return known == null ? derived(how, block) : known;
    }

    /** What it gives if that is known already. */
    @SuppressWarnings("unchecked") // equal derivations are of one type, and so are their results
    <T> @Nullable T kept(Derivation<T> how) {
        for (Result result : newestFirst) {
            if (result.how.equals(how)) {
                return (T) result.what;
            }
        }
        return null;
    }

    private <T> T derived(Derivation<T> how, Block block) {
        T what = how.of(block);
        Result[] known = newestFirst; // to derive it something else may have been derived
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
