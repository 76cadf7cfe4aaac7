/**
 * Java bindings of the Backplane API, a library of its own: {@link io.steelyard.backplane.BackplaneClient} and the
 * records that it answers with. It uses nothing of the daemon but the notation of labels.
 */
@NullMarked
package io.steelyard.backplane;

import org.jspecify.annotations.NullMarked;
