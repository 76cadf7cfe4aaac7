/**
 * The record of who changed what: {@link io.steelyard.audit.AuditLog} appends lines, the two decorators see to it that
 * nothing is written to the balancer before its line is.
 */
@NullMarked
package io.steelyard.audit;

import org.jspecify.annotations.NullMarked;
