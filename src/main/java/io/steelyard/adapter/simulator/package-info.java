/**
 * A balancer that does not exist: endpoints, routes, backends and traffic in virtual or real time, for demonstrations,
 * tests and comparisons of policies. It knows the truth that a real balancer hides.
 */
@NullMarked
package io.steelyard.adapter.simulator;

import org.jspecify.annotations.NullMarked;
