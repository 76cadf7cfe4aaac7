/** What must hold whatever the balancer, an operator, the clock and restarts do. */
@NullMarked
package io.steelyard.safety;

import org.jspecify.annotations.NullMarked;
