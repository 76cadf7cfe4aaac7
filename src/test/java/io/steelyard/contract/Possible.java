package io.steelyard.contract;

import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** Something that a bench has, or the reason why its adapter cannot have it. */
public record Possible<T>(Optional<T> thing, String why) {

    public static <T> Possible<T> of(T thing) {
        return new Possible<>(Optional.of(thing), "");
    }

    /** @param why in a few words, after "cannot happen: " */
    public static <T> Possible<T> not(String why) {
        if (why.isBlank()) {
            throw new IllegalArgumentException("what cannot be needs a reason");
        }
        return new Possible<>(Optional.empty(), why);
    }

    /** The thing; without it the case is skipped and the skip says why. */
    public T orSkip() {
        return thing.orElseThrow(() -> new TestAbortedException("cannot happen: " + why));
    }
}
