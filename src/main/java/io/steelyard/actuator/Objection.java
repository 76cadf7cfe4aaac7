package io.steelyard.actuator;

import io.steelyard.model.Outcome.Refusal;

/**
 * Why a write that was decided must not begin any more.
 *
 * @param refusal what becomes of it
 * @param message one line for people, without secrets
 */
public record Objection(Refusal refusal, String message) {}
