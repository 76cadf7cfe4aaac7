package io.steelyard.model;

import java.util.Optional;

/**
 * Whether an endpoint's weights are somebody else's changed: an edit was found, or another one, or none counts any more,
 * because a write of ours or an operator's re-arming answered it, or because the endpoint has long been gone.
 *
 * @param edit the edit that counts from now on; empty: none
 */
public record Suspension(Moment at, String pattern, Optional<Edit> edit) implements Event {}
