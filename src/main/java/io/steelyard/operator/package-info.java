/** What operators may tell a running agent: the words, and the interface that takes them. */
@NullMarked
package io.steelyard.operator;

import org.jspecify.annotations.NullMarked;
