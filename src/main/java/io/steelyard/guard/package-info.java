/**
 * Stands between every policy and the balancer. {@link io.steelyard.guard.Guard} turns a proposal into a decision, and
 * is the only place that can make a decision to write.
 */
@NullMarked
package io.steelyard.guard;

import org.jspecify.annotations.NullMarked;
