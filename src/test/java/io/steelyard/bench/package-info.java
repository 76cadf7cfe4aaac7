/** What the daemon is worth on real traffic, measured beside what a user would do without it. */
@NullMarked
package io.steelyard.bench;

import org.jspecify.annotations.NullMarked;
