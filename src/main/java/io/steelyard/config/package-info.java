/**
 * The configuration: records that say what a file may contain, and {@link io.steelyard.config.ConfigLoader}, which
 * reads YAML into them and reports every error at once with its place.
 */
@NullMarked
package io.steelyard.config;

import org.jspecify.annotations.NullMarked;
