/**
 * HAProxy, over its runtime API: {@code show stat} is read, {@code set weight} is written.
 *
 * <p>A proxy is an endpoint, a server a backend, and the servers whose names give the same route share its weight.
 */
@NullMarked
package io.steelyard.adapter.haproxy;

import org.jspecify.annotations.NullMarked;
