/**
 * The agent as a whole: joins balancer, poller, policies, gate, metrics and listeners as a configuration says. Besides
 * the commands, the only place that subscribes.
 */
@NullMarked
package io.steelyard.agent;

import org.jspecify.annotations.NullMarked;
