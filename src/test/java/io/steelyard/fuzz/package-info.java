/** Every parser that strangers feed, and searches for what breaks it. */
@NullMarked
package io.steelyard.fuzz;

import org.jspecify.annotations.NullMarked;
