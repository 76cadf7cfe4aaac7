/** The packaged jar as a user runs it, beside real peers. */
@NullMarked
package io.steelyard.e2e;

import org.jspecify.annotations.NullMarked;
