package io.steelyard.operator;

import java.time.Duration;
import java.util.Optional;

/**
 * An order with a name under it.
 *
 * @param who as the person called themselves, or as the listener knows them
 * @param from the address that it came from
 * @param reason why, on one line
 * @param term after which it ends by itself; empty: it does not
 */
public record Signed(Order order, String who, String from, String reason, Optional<Duration> term) {}
