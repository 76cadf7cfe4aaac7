/** What tests of several packages share. */
@NullMarked
package io.steelyard.testing;

import org.jspecify.annotations.NullMarked;
