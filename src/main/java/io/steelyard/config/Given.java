package io.steelyard.config;

/**
 * A value that was given outside of the file and wins over it.
 *
 * @param key its path in the file, such as {@code http.listen}; no keys of a list's elements
 * @param value as the file would have it; a list as {@code [a, b]}
 * @param origin what the user calls the place it was given in, such as {@code --mode}
 */
public record Given(String key, String value, String origin) {}
