/**
 * The Backplane API, served over any balancer: what the original Go client sends is taken, and what it cannot read is
 * never sent. The entry is {@link io.steelyard.web.backplane.BackplaneServer}.
 */
@NullMarked
package io.steelyard.web.backplane;

import org.jspecify.annotations.NullMarked;
