package io.steelyard.model;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Thrown by a settings record whose values do not fit together; names the key that should change. */
public final class SettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /** From the record that threw. */
    private final String key;

    /** The keys whose values were looked at. */
    private final String[] reads;

    /**
     * Says what is wrong with a key.
     *
     * @param key in snake_case, of the record that throws; or a path from there, such as {@code events[0].at}
     * @param message continues "KEY: ..." with value, limit and remedy
     */
    public SettingException(String key, String message) {
        this(key, message, List.of(key));
    }

    SettingException(String key, String message, List<String> reads) {
        super(message);
        this.key = key;
        this.reads = reads.stream().map(SettingException::first).toArray(String[]::new);
    }

    private static String first(String path) {
        return path.replaceFirst("[.\\[].*", "");
    }

    /** The keys of the record that threw whose values are not right, or not right together. */
    public List<String> reads() {
        return List.of(reads);
    }

    /** This one, and the others that {@link Faults} found beside it. */
    public Stream<SettingException> all() {
        return Stream.concat(
                Stream.of(this),
                Arrays.stream(getSuppressed())
                        .filter(SettingException.class::isInstance)
                        .map(SettingException.class::cast));
    }

    /** The key that should change: in snake_case, or a path from the record that threw. */
    public String key() {
        return key;
    }
}
