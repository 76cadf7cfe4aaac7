/**
 * The nouns that flow through Steelyard: immutable records and sealed types, checked when they are built.
 *
 * <p>The JDK is all that this package uses: no Reactor, no clock, no logger. Every other package may use it.
 */
@NullMarked
package io.steelyard.model;

import org.jspecify.annotations.NullMarked;
