package io.steelyard.audit;

import java.nio.file.Path;

/**
 * Where every write stands before it is sent, so that weights which are kept a little later than they change can be relied
 * on.
 *
 * @param audit the audit log
 * @param balancer which its lines must name
 */
public record WriteAhead(Path audit, String balancer) {}
