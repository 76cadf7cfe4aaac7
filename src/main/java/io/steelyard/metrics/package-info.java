/**
 * Events become Prometheus series. {@link io.steelyard.metrics.AgentMetrics} is fed with events,
 * {@link io.steelyard.metrics.Exposition} writes a scrape, {@link io.steelyard.metrics.Catalogue} is the table of names.
 */
@NullMarked
package io.steelyard.metrics;

import org.jspecify.annotations.NullMarked;
