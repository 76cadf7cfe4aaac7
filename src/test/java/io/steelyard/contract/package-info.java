/** What every adapter must do: one test for all of them. docs/adapters.md tells how a new one takes it. */
@NullMarked
package io.steelyard.contract;

import org.jspecify.annotations.NullMarked;
