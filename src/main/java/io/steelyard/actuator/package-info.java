/** Writes weights: the {@link io.steelyard.actuator.Actuator} interface and the gate that every write goes through. */
@NullMarked
package io.steelyard.actuator;

import org.jspecify.annotations.NullMarked;
