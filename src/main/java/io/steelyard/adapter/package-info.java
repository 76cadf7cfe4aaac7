/** One package for each kind of balancer, none of which knows another; here is what they have in common. */
@NullMarked
package io.steelyard.adapter;

import org.jspecify.annotations.NullMarked;
