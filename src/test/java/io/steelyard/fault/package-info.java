/** What can go wrong, row by row, and that the daemon survives it. docs/reliability.md has the table. */
@NullMarked
package io.steelyard.fault;

import org.jspecify.annotations.NullMarked;
