package io.steelyard.config;

import io.steelyard.policy.PolicyTypes;
import java.nio.file.Path;

/** Settings as they are when the file says nothing. */
public final class Defaults {

    private Defaults() {}

    /**
     * The record that an empty block gives.
     *
     * @throws IllegalStateException when the type has a key without a default
     */
    public static <T extends Record> T of(Class<T> type) {
        Problems problems = new Problems("default");
        T settings = new Binder(problems, new Variables(name -> null), Path.of(""), PolicyTypes.load())
                .bind(type, Components.emptyBlock());
        if (settings == null) {
            throw new IllegalStateException(type.getSimpleName() + " has no default: " + problems.inOrder());
        }
        return settings;
    }
}
