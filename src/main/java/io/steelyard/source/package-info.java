/** Reads balancers: the {@link io.steelyard.source.Source} interface, and the poller that turns ticks into observations. */
@NullMarked
package io.steelyard.source;

import org.jspecify.annotations.NullMarked;
