package io.steelyard.config;

/** Takes what is wrong with the keys of one block. */
@FunctionalInterface
interface Findings {

    void report(String key, String message);
}
