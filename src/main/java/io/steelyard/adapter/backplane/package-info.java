/** A balancer that speaks the Backplane API. */
@NullMarked
package io.steelyard.adapter.backplane;

import org.jspecify.annotations.NullMarked;
