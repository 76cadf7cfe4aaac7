/** Decides where the traffic should go: the {@link io.steelyard.policy.Policy} interface and the built-in policies. */
@NullMarked
package io.steelyard.policy;

import org.jspecify.annotations.NullMarked;
