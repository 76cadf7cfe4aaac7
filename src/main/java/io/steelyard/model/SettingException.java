package io.steelyard.model;

/** Thrown by a settings record whose values do not fit together; names the key that should change. */
public final class SettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** From the record that threw. */
    private final String key;

    /**
     * Says what is wrong with a key.
     *
     * @param key in snake_case, of the record that throws; or a path from there, such as {@code events[0].at}
     * @param message continues "KEY: ..." with value, limit and remedy
     */
    public SettingException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The key that should change: in snake_case, or a path from the record that threw. */
    public String key() {
        return key;
    }
}
