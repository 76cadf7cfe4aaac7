/**
 * Policies in their Guard on simulated traffic and virtual time, thousands of polls a second, and how well they do
 * against what only the simulator knows.
 */
@NullMarked
package io.steelyard.replay;

import org.jspecify.annotations.NullMarked;
