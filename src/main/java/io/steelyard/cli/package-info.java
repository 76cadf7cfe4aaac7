/** The commands. */
@NullMarked
package io.steelyard.cli;

import org.jspecify.annotations.NullMarked;
