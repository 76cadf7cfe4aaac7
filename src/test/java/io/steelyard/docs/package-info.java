/** The Markdown files, held against the program. */
@NullMarked
package io.steelyard.docs;

import org.jspecify.annotations.NullMarked;
