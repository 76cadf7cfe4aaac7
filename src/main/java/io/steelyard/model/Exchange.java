package io.steelyard.model;

import java.util.Optional;

/**
 * What was said to a balancer and what it answered, as it went over the wire but for secrets, and cut if it is long.
 *
 * @param sent the request
 * @param answer empty if none came
 */
public record Exchange(String sent, Optional<String> answer) {}
