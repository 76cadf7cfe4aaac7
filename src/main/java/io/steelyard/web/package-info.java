/**
 * What the agent shows over HTTP. {@link io.steelyard.web.Journal} is fed with events and keeps what is shown,
 * {@link io.steelyard.web.AgentServer} serves it.
 */
@NullMarked
package io.steelyard.web;

import org.jspecify.annotations.NullMarked;
