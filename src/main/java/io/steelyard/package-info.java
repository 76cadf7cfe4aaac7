/** The root: main, and the wiring that joins the packages. */
@NullMarked
package io.steelyard;

import org.jspecify.annotations.NullMarked;
